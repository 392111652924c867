import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Secrets } from "../src/moving/board";
import { FollowingEventStore, type FollowingOptions } from "../src/moving/following";
import { Mover, type MoverOptions } from "../src/moving/mover";
import type { EventStore } from "../src/store";
import { scanAll } from "./conformance";
import { log, run } from "./events";

/** Tests have no secrets. */
export const clearSecrets: Secrets = { seal: (text) => Buffer.from(text), open: (sealed) => sealed.toString() };

/** Milliseconds: short, so that tests need not wait. */
const lease = 400;

/** Where the events begin, and where they shall go. */
export interface Places {
  readonly databaseUrl: string;
  readonly source: string;
  readonly target: string;
}

/** A server's process, as far as events go. */
export async function follow(
  { databaseUrl, source }: Omit<Places, "target">,
  options: Partial<FollowingOptions> = {},
): Promise<FollowingEventStore> {
  const place = { url: source };
  const store = new FollowingEventStore({
    ...{ databaseUrl, place, secrets: clearSecrets, autoCompact: false, lease },
    ...options,
  });
  await store.ready();
  return store;
}

/** Runs something by a mover of its own. */
export async function withMover<Result>(
  { databaseUrl, source }: Omit<Places, "target">,
  work: (mover: Mover) => Promise<Result>,
  options: Partial<MoverOptions> = {},
): Promise<Result> {
  const mover = new Mover({ databaseUrl, named: { url: source }, secrets: clearSecrets, lease, ...options });
  try {
    await mover.ready();
    return await work(mover);
  } finally {
    await mover.close();
  }
}

/**
 * A mover's process, killed when it has printed `lines` lines.
 * @returns its exit code, null when it was killed, and the lines
 */
export async function moverProcess(
  { databaseUrl, source, target }: Places,
  lines = Number.POSITIVE_INFINITY,
): Promise<{ readonly code: number | null; readonly output: readonly string[] }> {
  const program = fileURLToPath(new URL("mover-process.ts", import.meta.url));
  const args = ["--import", "tsx", program, databaseUrl, source, target, String(lease)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const output: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    output.push(line);
    if (output.length === lines) child.kill("SIGKILL");
  }
  const [code] = (await ended) as [number | null];
  return { code, output };
}

/** A client of a server that writes until it is stopped, and remembers what was acknowledged. */
export class Writer {
  readonly acknowledged = new Map<string, { lines: string[]; value: number }>();
  readonly refused: unknown[] = [];
  #number = 0;
  #isOver = false;
  #running: Promise<void> = Promise.resolve();

  /** @param name of its own curves: each append overwrites the point 0 of them and adds a line */
  constructor(
    private readonly name: string,
    private readonly store: EventStore,
    private readonly owners: () => string,
  ) {}

  start(): this {
    this.#running = this.#run();
    return this;
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      await this.write();
      // A client has something to do between two batches; without it the copies of a test grow with the machine's idleness.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** One append. */
  async write(): Promise<void> {
    const owner = this.owners();
    const value = this.#number++;
    const msg = `${this.name} ${value}`;
    try {
      await this.store.append({
        scalars: [
          run(
            owner,
            [
              [0, value],
              [value + 1, value],
            ],
            { metric: this.name },
          ),
        ],
        events: [log(owner, value, msg)],
      });
    } catch (error) {
      this.refused.push(error);
      // A store that refuses at once must not keep everything else from its turn.
      await new Promise((resolve) => setImmediate(resolve));
      return;
    }
    const known = this.acknowledged.get(owner) ?? { lines: [], value };
    known.lines.push(msg);
    this.acknowledged.set(owner, { ...known, value });
  }

  get count(): number {
    return [...this.acknowledged.values()].reduce((sum, { lines }) => sum + lines.length, 0);
  }

  /** Resolves after the next appends. */
  async writesMore(count: number): Promise<void> {
    const until = this.count + count;
    while (this.count < until && !this.#isOver) await new Promise((resolve) => setImmediate(resolve));
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  /** What a store does not have of what was acknowledged, or has twice or overwritten in another order; nothing when all is well. */
  async missing(store: EventStore): Promise<string[]> {
    const problems: string[] = [];
    for (const [owner, { lines, value }] of this.acknowledged) {
      const all = await scanAll(store, { owner, kind: "log", order: "timestamp", direction: "asc", limit: 1000 });
      const found = all.flatMap((line) =>
        line.kind === "log" && line.msg?.startsWith(`${this.name} `) ? line.msg : [],
      );
      if (new Set(found).size < found.length) problems.push(`${owner} has lines twice`);
      const has = new Set(found);
      for (const line of lines) if (!has.has(line)) problems.push(`${owner} lacks ${line}`);
      const [curve] = await store.series({ owners: [owner], metrics: [{ metric: this.name }] });
      if (curve?.value[0] !== value) problems.push(`${owner} has ${curve?.value[0]}, not ${value}`);
      // What was refused may be stored all the same.
      const points = curve?.iter.length ?? 0;
      if (points <= lines.length || points > lines.length + 1 + this.refused.length) {
        problems.push(`${owner} has ${points} points`);
      }
    }
    return problems;
  }
}
