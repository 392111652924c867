/** The selection after a click on a row's box: with `range` everything from `anchor` to the row takes the row's new state. */
export function selectRow(
  order: readonly string[],
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
    if (turnOn) next.add(each);
    else next.delete(each);
  }
  return next;
}

/** State of the header's box over the loaded rows. */
export function headerState(order: readonly string[], selected: ReadonlySet<string>): boolean | "indeterminate" {
  const count = order.reduce((sum, id) => sum + (selected.has(id) ? 1 : 0), 0);
  if (count === 0) return selected.size > 0 ? "indeterminate" : false;
  return count === order.length ? true : "indeterminate";
}
