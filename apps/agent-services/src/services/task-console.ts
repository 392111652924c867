import { appendConsole, type ConsoleMark, lastConsoleMark } from "@limpid/core/agents/console";
import type { Context } from "@limpid/core/platform/context";
import { z } from "zod";
import type { ConsoleRecord } from "../launcher/launcher";
import { type ConsoleLine, Lines, type LinesPlace } from "./lines";

/** A batch is stored when it has so many lines or characters, or so many milliseconds after its first line. */
const BATCH = { lines: 1000, characters: 512 * 1024, wait: 250 };

/** Shorter values are no secrets: they would black out ordinary words. */
const SHORTEST_SECRET = 8;

const Place = z.object({
  after: z.object({ stdout: z.string(), stderr: z.string() }).partial(),
  cut: z.object({ stdout: z.number(), stderr: z.number() }).partial().optional(),
  /** The last words are said. */
  closed: z.boolean().optional(),
});

/** How a console goes on when the database is away: `work` is tried until it succeeds. */
export type Persist = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * The console of a task, as one run of it writes it: every line once and in order, whatever fails in between. Whoever writes waits until
 * what it wrote is stored, so a console that is faster than the database is read no faster than it can be stored.
 */
export class TaskConsole {
  readonly #ctx: Context;
  readonly #run: { readonly id: string; readonly task: string; readonly worker: string };
  readonly #persist: Persist;
  readonly #secrets: readonly string[];
  #batch: number;
  #place: LinesPlace & { readonly closed?: boolean };
  /** Writes, one after the other. */
  #turn: Promise<void> = Promise.resolve();
  /** The task is there. */
  #open = true;

  private constructor(
    ctx: Context,
    run: { readonly id: string; readonly task: string; readonly worker: string },
    options: { readonly persist: Persist; readonly secrets: readonly string[]; readonly mark: ConsoleMark | null },
  ) {
    this.#ctx = ctx;
    this.#run = run;
    this.#persist = options.persist;
    this.#secrets = options.secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
    this.#batch = options.mark?.batch ?? 0;
    this.#place = Place.safeParse(options.mark?.place).data ?? { after: {} };
  }

  /** Opens a run's console where it stands. @param options.secrets texts that are never stored. */
  static async open(
    ctx: Context,
    run: { readonly id: string; readonly task: string; readonly worker: string },
    { persist, secrets }: { readonly persist: Persist; readonly secrets: readonly string[] },
  ): Promise<TaskConsole> {
    const mark = await persist(() => lastConsoleMark(ctx, run.task, run.id));
    return new TaskConsole(ctx, run, { persist, secrets, mark });
  }

  /** Nothing has been said of this run yet. */
  get isFresh(): boolean {
    return this.#batch === 0;
  }

  /** Where the program's own output stands. */
  get place(): LinesPlace {
    return this.#place;
  }

  /** Adds lines of the agent's own. */
  say(...texts: readonly string[]): Promise<void> {
    const time = this.#ctx.now().getTime();
    return this.#store(
      texts.flatMap((text) => text.split("\n")).map((text) => ({ time, text })),
      () => this.#place,
    );
  }

  /** Adds the last lines; however often it is called, across crashes, they are there once. */
  async close(texts: readonly string[]): Promise<void> {
    const time = this.#ctx.now().getTime();
    const lines = texts.map((text) => ({ time, text }));
    await this.#store(this.#place.closed ? [] : lines, () => ({ ...this.#place, closed: true }));
  }

  /** Adds what a program writes, until its console ends. @param onLine sees each line; those for which it returns true are not stored. */
  async follow(source: AsyncIterable<ConsoleRecord>, onLine: (line: ConsoleLine) => boolean): Promise<void> {
    const lines = new Lines(this.#place);
    let waiting: ConsoleLine[] = [];
    let characters = 0;
    let timer: NodeJS.Timeout | undefined;
    let failure: unknown;
    const flush = async () => {
      clearTimeout(timer);
      timer = undefined;
      if (waiting.length === 0) return;
      const batch = waiting;
      const { place } = lines;
      waiting = [];
      characters = 0;
      await this.#store(batch, () => place);
    };
    const take = (some: readonly ConsoleLine[]) => {
      for (const line of some) {
        if (onLine(line)) continue;
        waiting.push(line);
        characters += line.text.length;
      }
    };
    try {
      for await (const record of source) {
        if (failure) throw failure;
        take(lines.push(record));
        if (waiting.length >= BATCH.lines || characters >= BATCH.characters) await flush();
        else if (waiting.length > 0) {
          timer ??= setTimeout(() => {
            flush().catch((error: unknown) => {
              failure = error;
            });
          }, BATCH.wait);
        }
      }
      take(lines.end());
    } finally {
      // what came before a broken stream is whole, and need not come again
      await flush();
    }
    if (failure) throw failure;
  }

  /** @param place read when it is the batch's turn. */
  #store(lines: readonly ConsoleLine[], place: () => LinesPlace & { readonly closed?: boolean }): Promise<void> {
    const stored = this.#turn.then(async () => {
      if (!this.#open || lines.length === 0) return;
      const batch = this.#batch + 1;
      const mark = { run: this.#run.id, batch, place: place() };
      const masked = lines.map(({ time, text }) => ({ time, text: this.#masked(text) }));
      let tried = false;
      this.#open = await this.#persist(async () => {
        // a try that failed may have been stored all the same
        if (tried) {
          const last = await lastConsoleMark(this.#ctx, this.#run.task, this.#run.id);
          if (last && last.batch >= batch) return true;
        }
        tried = true;
        return appendConsole(this.#ctx, this.#run, masked, mark);
      });
      this.#batch = batch;
      this.#place = mark.place;
    });
    this.#turn = stored.catch(() => {});
    return stored;
  }

  #masked(text: string): string {
    return this.#secrets.reduce((masked, secret) => masked.replaceAll(secret, "********"), text);
  }
}
