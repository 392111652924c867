/** A run's mark in every chart, list and legend: one of 12 colours, and a dash once the colours are used up. */
export interface RunStyle {
  /** A CSS variable, right in both themes: `var(--run-3)`. */
  readonly color: string;
  /** Canvas dash pattern in px; empty is a whole line. */
  readonly dash: readonly number[];
}

export const COLOR_COUNT = 12;
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [9, 3, 2, 3]];
export const SLOT_COUNT = COLOR_COUNT * DASHES.length;

/** The style of a slot (0 … 47; larger ones start again). */
export function slotStyle(slot: number): RunStyle {
  const fitting = ((slot % SLOT_COUNT) + SLOT_COUNT) % SLOT_COUNT;
  return { color: `var(--run-${(fitting % COLOR_COUNT) + 1})`, dash: DASHES[Math.floor(fitting / COLOR_COUNT)] ?? [] };
}

/** FNV-1a: spreads ids evenly, the same on every machine. */
export function hashId(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/**
 * Gives every id a slot. Ids that have one keep it for ever; a new one takes the first slot, counted from its own hash, that none of the ids
 * shown together with it has, so that runs seen side by side differ while colours last.
 * @returns `stored` itself when nothing was new.
 */
export function assignSlots(
  ids: readonly string[],
  stored: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const fresh = ids.filter((id) => stored[id] === undefined);
  if (fresh.length === 0) return stored;
  const used = new Set(ids.map((id) => stored[id]).filter((slot) => slot !== undefined));
  const result: Record<string, number> = { ...stored };
  for (const id of fresh) {
    if (result[id] !== undefined) continue;
    const slot = firstFree(hashId(id), used);
    used.add(slot);
    result[id] = slot;
  }
  return result;
}

function firstFree(hash: number, used: ReadonlySet<number>): number {
  for (let layer = 0; layer < SLOT_COUNT / COLOR_COUNT; layer++) {
    for (let step = 0; step < COLOR_COUNT; step++) {
      const slot = layer * COLOR_COUNT + ((hash + step) % COLOR_COUNT);
      if (!used.has(slot)) return slot;
    }
  }
  return hash % SLOT_COUNT;
}
