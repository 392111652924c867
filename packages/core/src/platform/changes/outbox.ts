import { z } from "zod";
import { newId } from "../ids";
import { type Change, writeChange } from "./change";
import { type Channel, TEXT_BYTES } from "./channel";

/** Milliseconds that changes are gathered before they are sent: the same task a hundred times is told once. */
const GATHER = 100;

/** Different changes that are gathered; with more, everything counts as changed. */
const MOST = 5_000;

/** Milliseconds before a failed sending is tried again; doubled each time. */
const RETRY = 250;
const RETRY_MOST = 5_000;

/** A text on the channel. */
export const Parcel = z.object({
  /** The process that sends, and which of its texts this is, from 1: a gap means that something was not heard. */
  from: z.string(),
  number: z.number().int(),
  /** Lines of {@link writeChange}; null: anything may have changed. */
  changes: z.array(z.string()).nullable(),
});
export type Parcel = z.output<typeof Parcel>;

/**
 * Sends this process's changes to all processes, gathered. The first parcel says that anything may have changed: what a process had not yet told
 * when it was killed is made good by the one that takes its place.
 */
export class Outbox {
  readonly #channel: Channel;
  readonly #from = newId();
  readonly #gathered = new Set<string>();
  #everything = true;
  #number = 0;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(channel: Channel) {
    this.#channel = channel;
    this.#schedule(0);
  }

  /** @param changes null: anything may have changed. Never waits and never throws. */
  add(changes: readonly Change[] | null): void {
    if (changes === null || this.#gathered.size > MOST) this.#everything = true;
    if (this.#everything) this.#gathered.clear();
    else for (const change of changes ?? []) this.#gathered.add(writeChange(change));
    this.#schedule(GATHER);
  }

  /** Sends what is gathered, if the channel takes it. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#sending;
    await this.#flush().catch(() => undefined);
  }

  #schedule(delay: number): void {
    if (this.#timer || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#sending = this.#flush().then(
        () => {
          this.#failures = 0;
          this.#timer = undefined;
          if (this.#everything || this.#gathered.size > 0) this.#schedule(GATHER);
        },
        () => {
          this.#timer = undefined;
          this.#schedule(Math.min(RETRY * 2 ** this.#failures++, RETRY_MOST));
        },
      );
    }, delay);
    this.#timer.unref();
  }

  /** Takes out what it sends first: the same may change again while it is under way. */
  async #flush(): Promise<void> {
    if (this.#everything) {
      this.#everything = false;
      try {
        await this.#send(null);
      } catch (error) {
        this.#everything = true;
        throw error;
      }
    }
    while (this.#gathered.size > 0) {
      const part = this.#part();
      for (const line of part) this.#gathered.delete(line);
      try {
        await this.#send(part);
      } catch (error) {
        for (const line of part) this.#gathered.add(line);
        throw error;
      }
    }
  }

  /** As many lines as fit into a text. A line is quoted once more there. */
  #part(): string[] {
    const part: string[] = [];
    let bytes = 100;
    for (const line of this.#gathered) {
      bytes += Buffer.byteLength(JSON.stringify(line)) + 1;
      if (bytes > TEXT_BYTES && part.length > 0) break;
      part.push(line);
    }
    return part;
  }

  async #send(changes: readonly string[] | null): Promise<void> {
    const parcel: Parcel = { from: this.#from, number: this.#number + 1, changes: changes && [...changes] };
    await this.#channel.send(JSON.stringify(parcel));
    this.#number++;
  }
}
