/** Collects candidates that come in any order and keeps the first of them in theirs. */
export class Best<Item> {
  items: Item[] = [];
  readonly #limit: number;
  readonly #compare: (one: Item, other: Item) => number;
  readonly #isTie: (one: Item, other: Item) => boolean;

  /** @param isTie items beyond the limit that tie with the last one within are kept as well */
  constructor(
    limit: number,
    compare: (one: Item, other: Item) => number,
    isTie: (one: Item, other: Item) => boolean = () => false,
  ) {
    this.#limit = limit;
    this.#compare = compare;
    this.#isTie = isTie;
  }

  add(items: readonly Item[]): void {
    const all = [...this.items, ...items].sort(this.#compare);
    const last = all[this.#limit - 1];
    let end = this.#limit;
    for (let next = all[end]; last && next && this.#isTie(last, next); next = all[end]) end++;
    this.items = all.slice(0, end);
  }

  /** The last item within the limit; undefined while there is room. */
  get threshold(): Item | undefined {
    return this.items[this.#limit - 1];
  }
}
