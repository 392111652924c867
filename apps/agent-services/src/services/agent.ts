import { randomUUID } from "node:crypto";
import { claimNext } from "@limpid/core/agents/claims";
import { holdAgent, releaseAgent } from "@limpid/core/agents/lease";
import { findQueues, makeQueues } from "@limpid/core/agents/queues";
import { registerAgent, reportAgent, unregisterAgent } from "@limpid/core/agents/reports";
import { openRuns, watchRuns } from "@limpid/core/agents/runs";
import { makeServiceAccount, serviceContext } from "@limpid/core/auth/service";
import type { App, Context } from "@limpid/core/platform/context";
import { COMPANY_ID } from "@limpid/core/platform/ids";
import type { Logger } from "pino";
import { EngineUnavailable, type Launcher } from "../launcher/launcher";
import { writeBytes } from "../launcher/values";
import type { ServicesSettings } from "./env";
import { every } from "./every";
import { Machine } from "./measures";
import { type Addresses, type Reach, reachOf } from "./reach";
import { sweep } from "./sweep";
import { TaskRun } from "./task-run";

/** Milliseconds between two rounds of each duty. */
const EVERY = { beat: 2000, watch: 1000, reconcile: 5000, report: 30_000, sweep: 60_000 };

/** Seconds that the name is kept for a process that is silent. */
const LEASE_SEC = 8;

/** What the agent finds of itself. */
interface Condition {
  readonly state: "ready" | "waiting";
  readonly reason: string;
}

/**
 * The server's own agent: takes tasks from its queues, runs each in a container of its own, and brings it to its end. What it has begun it
 * finds again after a crash, by the rows of its runs and the labels of its containers.
 */
export class ServicesAgent {
  readonly #app: App;
  readonly #ctx: Context;
  readonly #log: Logger;
  readonly #settings: ServicesSettings;
  readonly #launcher: Launcher;
  readonly #addresses: Addresses;
  readonly #holder = randomUUID();
  readonly #runs = new Map<string, TaskRun>();
  readonly #closing = new AbortController();
  readonly #machine = new Machine();
  #duties: Promise<unknown> = Promise.resolve();
  #queues: readonly { readonly id: string; readonly name: string }[] = [];
  #held = false;
  #condition: Condition = { state: "waiting", reason: "it is just starting" };
  #registered = false;
  #reach: Promise<Reach> | undefined;
  #filling: Promise<void> | undefined;
  #fillAgain = false;

  constructor(app: App, launcher: Launcher, settings: ServicesSettings, addresses: Addresses) {
    this.#app = app;
    this.#ctx = serviceContext(app, COMPANY_ID);
    this.#log = app.log.child({ agent: settings.name });
    this.#launcher = launcher;
    this.#settings = settings;
    this.#addresses = addresses;
  }

  /** Begins to work; resolves when the queues are there and the first look at the engine is taken. */
  async start(): Promise<void> {
    await makeServiceAccount(this.#app);
    await makeQueues(this.#ctx, this.#settings.queues);
    await this.#beat();
    const duty = (milliseconds: number, work: () => Promise<void>) =>
      every(
        milliseconds,
        this.#closing.signal,
        (error) => this.#log.warn({ err: error }, "the agent has to wait"),
        work,
      );
    this.#duties = Promise.all([
      duty(EVERY.beat, () => this.#beat()),
      duty(EVERY.watch, () => this.#watch()),
      duty(EVERY.reconcile, () => this.#reconcile()),
      duty(EVERY.report, () => this.#report()),
      duty(EVERY.sweep, () => this.#sweep()),
    ]);
  }

  /** Lets go of everything: tasks run on, and the next process takes them over. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#duties;
    await this.#filling;
    await this.#letGo();
    await unregisterAgent(this.#ctx, this.#settings.name).catch(() => {});
    await releaseAgent(this.#ctx, { name: this.#settings.name, holder: this.#holder }).catch(() => {});
    await this.#launcher.close();
  }

  /** Takes and starts tasks while there are free slots. Told by a job for each task that comes; looks by itself now and then. */
  async fill(): Promise<void> {
    this.#fillAgain = true;
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
    });
    await this.#filling;
  }

  async #fill(): Promise<void> {
    while (this.#fillAgain) {
      this.#fillAgain = false;
      while (this.#held && this.#condition.state === "ready" && this.#free > 0 && !this.#closing.signal.aborted) {
        const ids = this.#queues.map(({ id }) => id);
        if (!(await claimNext(this.#ctx, this.#settings.name, ids))) break;
        await this.#takeUp();
      }
    }
  }

  get #free(): number {
    return this.#settings.slots - this.#runs.size;
  }

  /** Takes up every run that is noted and not in hand: fresh claims, and what an earlier process has left. */
  async #takeUp(): Promise<void> {
    for (const row of await openRuns(this.#ctx, this.#settings.name)) {
      if (this.#runs.has(row.id) || !this.#held || this.#closing.signal.aborted) continue;
      const run = new TaskRun(row, {
        ctx: this.#ctx,
        launcher: this.#launcher,
        settings: this.#settings,
        log: this.#log,
        reach: () => this.#findReach(),
        queueName: (id) => this.#queues.find((queue) => queue.id === id)?.name ?? id,
      });
      this.#runs.set(row.id, run);
      void run.done.finally(() => {
        this.#runs.delete(row.id);
        void this.fill().catch((error: unknown) => this.#log.warn({ err: error }, "cannot take the next task"));
      });
    }
  }

  async #letGo(): Promise<void> {
    await Promise.all([...this.#runs.values()].map((run) => run.leave()));
  }

  /** Looks at the engine and keeps the name. */
  async #beat(): Promise<void> {
    const condition = await this.#examine();
    if (condition.state !== this.#condition.state || condition.reason !== this.#condition.reason) {
      if (condition.state === "ready") this.#log.info(`agent services run on ${condition.reason}`);
      else this.#log.warn(`agent services wait: ${condition.reason}`);
    }
    this.#condition = condition;
    this.#queues = await findQueues(this.#ctx, this.#settings.queues);
    const held = await holdAgent(
      this.#ctx,
      {
        name: this.#settings.name,
        holder: this.#holder,
        engine: this.#launcher.engine,
        ...condition,
        queues: this.#queues.map(({ id }) => id),
        slots: this.#settings.slots,
        running: this.#runs.size,
      },
      LEASE_SEC,
    );
    if (held !== this.#held) await this.#change(held);
    if (condition.state !== "ready") {
      // found out anew when it is back: another engine may answer then
      this.#reach = undefined;
      if (this.#registered) await unregisterAgent(this.#ctx, this.#settings.name);
      this.#registered = false;
    } else if (held && !this.#registered) {
      await registerAgent(
        this.#ctx,
        this.#settings.name,
        this.#queues.map(({ id }) => id),
        this.#tags,
      );
      this.#registered = true;
    }
  }

  async #change(held: boolean): Promise<void> {
    this.#held = held;
    if (held) return this.#log.debug("this process has the agent's name");
    this.#log.warn("another process has this agent's name: this one waits");
    this.#registered = false;
    await this.#letGo();
  }

  async #examine(): Promise<Condition> {
    try {
      const answer = await this.#launcher.check();
      const free = await this.#launcher.freeDisk();
      if (free !== null && free < this.#settings.minFreeDisk) {
        return { state: "waiting", reason: `only ${writeBytes(free)} are free for containers: make room` };
      }
      return { state: "ready", reason: answer };
    } catch (error) {
      if (error instanceof EngineUnavailable) return { state: "waiting", reason: error.message };
      throw error;
    }
  }

  get #tags(): string[] {
    return [`${Math.max(this.#free, 0)} of ${this.#settings.slots} slots free`];
  }

  #findReach(): Promise<Reach> {
    const api = this.#addresses.internal.api ?? this.#addresses.public.api;
    this.#reach ??= this.#launcher.surroundings(api).then(
      (surroundings) => {
        const reach = reachOf(this.#addresses, surroundings);
        this.#log.info({ reach }, "how containers reach this server");
        return reach;
      },
      (error: unknown) => {
        this.#reach = undefined;
        throw error;
      },
    );
    return this.#reach;
  }

  async #watch(): Promise<void> {
    for (const watch of await watchRuns(this.#ctx, this.#settings.name, [...this.#runs.keys()])) {
      this.#runs.get(watch.run)?.watch(watch);
    }
  }

  async #reconcile(): Promise<void> {
    if (!this.#held) return;
    await this.#takeUp();
    await this.fill();
  }

  async #report(): Promise<void> {
    if (!this.#held || this.#condition.state !== "ready") return;
    const stats = await this.#machine.stats();
    const queues = this.#queues.map(({ id }) => id);
    await reportAgent(this.#ctx, this.#settings.name, { queues, tags: this.#tags, stats });
  }

  async #sweep(): Promise<void> {
    if (!this.#held || this.#condition.state !== "ready") return;
    await sweep(this.#ctx, this.#launcher, this.#settings, this.#log);
  }
}
