import { foldInto, type LogEvent, type LogLine, linesOf } from "./log-lines";

/** Lines arrive late from other processes: so far back from the newest one the end of the log is read again (ms). */
export const OVERLAP = 5_000;

/** What is known of a log, as a page shows it. A new object for every change. */
export interface LogSnapshot {
  readonly lines: readonly LogLine[];
  /** Index 0 has this key and the next ones follow: a line keeps its key while others are put before it. */
  readonly firstKey: number;
  /** The log's beginning is among the lines, so that they can be numbered. */
  readonly complete: boolean;
  /** Console events that the server holds, and how many of them are here. */
  readonly total: number;
  readonly known: number;
}

export const EMPTY_LOG: LogSnapshot = { lines: [], firstKey: 0, complete: false, total: 0, known: 0 };

/**
 * The console output of a run as it is read: the end first, then back to the beginning and on with what is new. Lines are made once; the last few
 * seconds are kept as events, since they are read again with every look.
 */
export class LogBook {
  /** Before the tail. */
  #settled: LogLine[] = [];
  /** Pages before that, the oldest last: put together when somebody looks, as a long log comes in many. */
  #older: LogLine[][] = [];
  #settledEvents = 0;
  #tail: readonly LogEvent[] = [];
  #prepended = 0;
  #complete = false;
  #total = 0;
  #oldest: number | null = null;

  /** Read on from here for what is new; null: nothing is known, read the end. */
  get since(): number | null {
    const newest = this.#tail.at(-1)?.timestamp;
    return newest === undefined ? null : newest - OVERLAP;
  }

  /** Read back from here for what is older; null as {@link since}. */
  get oldest(): number | null {
    return this.#oldest;
  }

  get complete(): boolean {
    return this.#complete;
  }

  /** Whether the server has fewer events than are here: the run was reset, all is to be read anew. */
  outdated(total: number): boolean {
    return total < this.#settledEvents + this.#tail.length;
  }

  /** The first look: the newest events, ascending. */
  start(events: readonly LogEvent[], total: number, complete: boolean): void {
    this.#settled = [];
    this.#older = [];
    this.#settledEvents = 0;
    this.#prepended = 0;
    this.#tail = [];
    this.#complete = complete;
    this.#oldest = events[0]?.timestamp ?? null;
    this.#receive(events, total);
  }

  /** All events after {@link since}, ascending, known or not. */
  append(events: readonly LogEvent[], total: number): void {
    const since = this.since ?? Number.NEGATIVE_INFINITY;
    const before = this.#tail.filter((event) => event.timestamp <= since);
    // What lies before the oldest one comes with the older ones, once.
    const from = this.#complete ? Number.NEGATIVE_INFINITY : (this.#oldest ?? 0);
    this.#receive([...before, ...events.filter((event) => event.timestamp >= from)], total);
  }

  /** The events before {@link oldest}, ascending; `complete` when there are no others. */
  prepend(events: readonly LogEvent[], complete: boolean): void {
    const lines: LogLine[] = [];
    for (const event of events) foldInto(lines, linesOf(event));
    this.#older.push(lines);
    this.#settledEvents += events.length;
    this.#complete = complete;
    this.#oldest = events[0]?.timestamp ?? this.#oldest;
  }

  snapshot(): LogSnapshot {
    this.#joinOlder();
    return {
      lines: this.#snapshotLines(),
      firstKey: 0 - this.#prepended,
      complete: this.#complete,
      total: this.#total,
      known: this.#settledEvents + this.#tail.length,
    };
  }

  #joinOlder(): void {
    if (this.#older.length === 0) return;
    const before = this.#snapshotLines().length;
    const all: LogLine[] = [];
    for (const page of [...this.#older.reverse(), this.#settled]) {
      // A progress bar may go on over the border.
      foldInto(all, page.slice(0, 1));
      // One by one: a call cannot take hundreds of thousands of arguments.
      for (let index = 1; index < page.length; index++) all.push(page[index] as LogLine);
    }
    this.#settled = all;
    this.#older = [];
    this.#prepended += this.#snapshotLines().length - before;
  }

  #receive(tail: readonly LogEvent[], total: number): void {
    this.#joinOlder();
    this.#total = total;
    const border = (tail.at(-1)?.timestamp ?? 0) - OVERLAP;
    const settled = tail.findIndex((event) => event.timestamp > border);
    for (const event of tail.slice(0, Math.max(0, settled))) foldInto(this.#settled, linesOf(event));
    this.#settledEvents += Math.max(0, settled);
    this.#tail = settled > 0 ? tail.slice(settled) : tail;
  }

  #snapshotLines(): LogLine[] {
    const lines = this.#settled.slice();
    for (const event of this.#tail) foldInto(lines, linesOf(event));
    return lines;
  }
}
