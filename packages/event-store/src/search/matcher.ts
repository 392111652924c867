import { Worker } from "node:worker_threads";
import { UnavailableError } from "../store";
import type { Pattern } from "./pattern";
import { PatternError } from "./query";

/*
 * People write regular expressions that take for ever on some lines ("(a+)+$"), and nothing stops one that has begun but the
 * end of its thread. So they run in threads of their own, which are ended when their time is up; everybody else's requests go on
 * meanwhile. (A matcher without backtracking, RE2, is a native library, which not every machine can install, and knows
 * other expressions than the browser, which marks what was found.)
 */

/** Searches at once; each may have a core for itself for some seconds. */
const mostThreads = 2;
/** Searches that wait for their turn. */
const mostWaiting = 32;
/** A thread takes 10 MB, and to start it 30 ms: it is kept for so long (milliseconds). */
const keepFor = 30_000;

/**
 * What a thread does, as text: the servers are bundled in several ways (esbuild, Next), and a file beside would have to be
 * known to each. Gets a pattern and lines, answers which lines have a match.
 */
const program = `
  const { parentPort } = require("node:worker_threads");
  parentPort.on("message", ({ source, flags, text }) => {
    try {
      const pattern = new RegExp(source, flags);
      const found = [];
      const lines = text.split("\\n");
      for (let index = 0; index < lines.length; index++) if (pattern.test(lines[index])) found.push(index);
      parentPort.postMessage({ found: Uint32Array.from(found) });
    } catch (error) {
      parentPort.postMessage({ reason: error.message });
    }
  });
`;

type Answer = { readonly found: Uint32Array } | { readonly reason: string };

/** One thread. */
class Thread {
  readonly #worker = new Worker(program, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 128 } });
  #answer: ((answer: Answer) => void) | undefined;
  isEnded = false;

  constructor() {
    this.#worker.unref();
    this.#worker.on("message", (answer: Answer) => this.#answer?.(answer));
    this.#worker.on("error", (error: Error) => this.#answer?.({ reason: error.message }));
    this.#worker.on("exit", () => {
      this.isEnded = true;
    });
  }

  /** @returns undefined when the time was up: the thread is ended then */
  async match({ source, flags }: Pattern, text: string, milliseconds: number): Promise<Uint32Array | undefined> {
    this.#worker.ref();
    const answer = await new Promise<Answer | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), milliseconds);
      this.#answer = (given) => {
        clearTimeout(timer);
        resolve(given);
      };
      this.#worker.postMessage({ source, flags, text });
    });
    this.#answer = undefined;
    this.#worker.unref();
    if (!answer) await this.end();
    else if ("reason" in answer) throw new PatternError(`cannot be searched with: ${answer.reason}`);
    return answer?.found;
  }

  async end(): Promise<void> {
    this.isEnded = true;
    await this.#worker.terminate();
  }
}

/** Where the lines of a text (from 0) have a match; undefined when the milliseconds were not enough. @throws PatternError */
export type Match = (text: string, milliseconds: number) => Promise<Uint32Array | undefined>;

/** Some threads that take turns. */
export class Matchers {
  readonly #idle: Thread[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #sweep: NodeJS.Timeout | undefined;

  /**
   * Runs a search that has a thread for itself.
   * @throws UnavailableError when too many wait
   */
  async run<Result>(pattern: Pattern, search: (match: Match) => Promise<Result>): Promise<Result> {
    if (this.#waiting.length >= mostWaiting) throw new UnavailableError("too many searches at once");
    if (this.#busy < mostThreads) this.#busy++;
    // Who ends hands its turn over.
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let thread: Thread | undefined;
    try {
      return await search((text, milliseconds) => {
        if (!thread || thread.isEnded) thread = this.#take();
        return thread.match(pattern, text, milliseconds);
      });
    } finally {
      if (thread && !thread.isEnded) this.#keep(thread);
      const next = this.#waiting.shift();
      if (next) next();
      else this.#busy--;
    }
  }

  #take(): Thread {
    for (let thread = this.#idle.pop(); thread; thread = this.#idle.pop()) if (!thread.isEnded) return thread;
    return new Thread();
  }

  #keep(thread: Thread): void {
    this.#idle.push(thread);
    clearTimeout(this.#sweep);
    this.#sweep = setTimeout(() => void this.close(), keepFor).unref();
  }

  /** Ends the threads that nobody uses. */
  async close(): Promise<void> {
    clearTimeout(this.#sweep);
    await Promise.all(this.#idle.splice(0).map((thread) => thread.end()));
  }
}
