/** What orders events: numbers and texts, compared one after the other. */
export type Tuple = readonly (number | string)[];

/** By code points, as the interface says: the bytes of UTF-8 have that order. */
export function compare(one: number | string, other: number | string): number {
  if (typeof one === "number") return one - Number(other);
  return Buffer.compare(Buffer.from(one), Buffer.from(String(other)));
}

/** Of a shorter tuple only what it has is compared: it stands for all that begin with it. */
export function compareTuples(one: Tuple, other: Tuple): number {
  for (const [index, part] of one.entries()) {
    const counterpart = other[index];
    const difference = counterpart === undefined ? 0 : compare(part, counterpart);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Items of one key side by side. */
export const group = <Item>(items: readonly Item[], key: (item: Item) => string): Item[][] => {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
};
