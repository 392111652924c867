/** The selection after a click on a row's box: with `range` everything from `anchor` to the row takes the row's new state. */
export function selectRow(
  order: readonly (string | undefined)[],
  selected: ReadonlySet<string>,
  id: string,
  options: { anchor: string | null; range: boolean },
): Set<string> {
  const next = new Set(selected);
  const turnOn = !selected.has(id);
  const from = options.range && options.anchor !== null ? order.indexOf(options.anchor) : -1;
  const to = order.indexOf(id);
  const ids = from >= 0 && to >= 0 ? order.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
  for (const each of ids) {
    if (each === undefined) continue;
    if (turnOn) next.add(each);
    else next.delete(each);
  }
  return next;
}

/** State of the header's box over the loaded rows; rows that are not loaded are holes in `order`. */
export function headerState(
  order: readonly (string | undefined)[],
  selected: ReadonlySet<string>,
): boolean | "indeterminate" {
  if (selected.size === 0) return false;
  let loaded = 0;
  let count = 0;
  order.forEach((id) => {
    if (id === undefined) return;
    loaded++;
    if (selected.has(id)) count++;
  });
  return count > 0 && count === loaded ? true : "indeterminate";
}
