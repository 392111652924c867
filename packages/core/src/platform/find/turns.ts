/** Lets each owner do a few things at a time; what comes on top waits, in the order in which it came, and holds up nobody else. */
export class Turns {
  readonly #owners = new Map<string, { running: number; readonly waiting: Array<() => void> }>();

  /** @param atOnce of one owner */
  constructor(private readonly atOnce: number) {}

  async run<T>(owner: string, body: () => Promise<T>): Promise<T> {
    const own = this.#owners.get(owner) ?? { running: 0, waiting: [] };
    this.#owners.set(owner, own);
    if (own.running < this.atOnce) own.running++;
    else await new Promise<void>((resolve) => own.waiting.push(resolve));
    try {
      return await body();
    } finally {
      const next = own.waiting.shift();
      if (next) next();
      else if (--own.running === 0) this.#owners.delete(owner);
    }
  }
}
