/** How an engine writes groups. */
export interface GroupWriting<Rows> {
  /** Stores all of them together, or none. */
  write(group: readonly Rows[]): Promise<void>;
  /** Bytes, to bound a group. */
  sizeOf(rows: Rows): number;
  /** Nothing of the group is stored for sure, so that its batches can be tried one by one. */
  isRefusal(error: unknown): boolean;
  /** Groups at work at once; more only make them smaller. */
  readonly maxFlights: number;
  readonly maxGroupBytes: number;
}

interface Waiting<Rows> {
  readonly rows: Rows;
  readonly size: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: batches that arrive while others are being written go together in the next write, so that many writers
 * share one flush to disk. A group that is refused is taken apart: only the batch at fault fails.
 */
export class GroupCommit<Rows> {
  readonly #writing: GroupWriting<Rows>;
  #waiting: Waiting<Rows>[] = [];
  #flights = 0;
  #waitingBytes = 0;

  constructor(writing: GroupWriting<Rows>) {
    this.#writing = writing;
  }

  /** Of batches that no write has taken up yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Resolves when the rows are stored. */
  add(rows: Rows): Promise<void> {
    const size = this.#writing.sizeOf(rows);
    this.#waitingBytes += size;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rows, size, resolve, reject });
      this.#start();
    });
  }

  #start(): void {
    const { maxFlights, maxGroupBytes } = this.#writing;
    while (this.#flights < maxFlights && this.#waiting.length > 0) {
      let bytes = 0;
      let count = 0;
      for (const { size } of this.#waiting) {
        if (count > 0 && bytes + size > maxGroupBytes) break;
        bytes += size;
        count++;
      }
      const group = this.#waiting.splice(0, count);
      this.#flights++;
      this.#waitingBytes -= bytes;
      void this.#fly(group).finally(() => {
        this.#flights--;
        this.#start();
      });
    }
  }

  async #fly(group: readonly Waiting<Rows>[]): Promise<void> {
    try {
      await this.#writing.write(group.map(({ rows }) => rows));
      for (const { resolve } of group) resolve();
    } catch (error) {
      if (group.length > 1 && this.#writing.isRefusal(error)) {
        for (const one of group) await this.#fly([one]);
      } else {
        for (const { reject } of group) reject(error);
      }
    }
  }
}
