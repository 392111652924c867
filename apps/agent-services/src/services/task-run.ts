import { setTimeout as sleep } from "node:timers/promises";
import { runWorker } from "@limpid/core/agents/claims";
import { reportRun } from "@limpid/core/agents/reports";
import {
  finishRun,
  noteImage,
  noteLaunch,
  noteRunStarted,
  type RunRow,
  type RunWatch,
  taskOfRun,
} from "@limpid/core/agents/runs";
import { openRunSession } from "@limpid/core/auth/run";
import type { Context } from "@limpid/core/platform/context";
import { ProtocolError } from "@limpid/core/platform/errors";
import type { Logger } from "pino";
import {
  EngineUnavailable,
  type Launcher,
  type RunEnd,
  RunRefused,
  type RunState,
  type Usage,
} from "../launcher/launcher";
import { machine, type ServicesSettings } from "./env";
import { runStats } from "./measures";
import { readOrder, specOf } from "./order";
import { outcomeOf, type RunFacts } from "./outcome";
import { persist } from "./persist";
import type { Reach } from "./reach";
import { type Mark, readMark } from "./script";
import { type Persist, TaskConsole } from "./task-console";

/** What runs are given by their agent. */
export interface RunTools {
  readonly ctx: Context;
  readonly launcher: Launcher;
  readonly settings: ServicesSettings;
  readonly log: Logger;
  readonly reach: () => Promise<Reach>;
  readonly queueName: (id: string) => string;
}

/** Milliseconds between two signs of life, and after which the first one has measured something. */
const REPORT = { first: 3000, every: 30_000 };

/** Milliseconds that a program may go on after its task has got another status, for what it still has to write. */
const LINGER = 30_000;

/** Why a run is stopped from here. taken: the task was reset, deleted or given to another. over: it has its status already. */
type StopCause = "user" | "limit" | "taken" | "over";

/** The words in a task's runtime by which its program says that it wants time after an abort (wire-protocol §7.3, A.2). */
const CALLBACK = { timeout: "_abort_callback_timeout", completed: "_abort_callback_completed" } as const;

/** One run of one task, from its claim to its end, or from where an earlier process has left it. */
export class TaskRun {
  /** Resolves when the task is settled, or when {@link leave} was called. */
  readonly done: Promise<void>;
  readonly row: RunRow;
  readonly #tools: RunTools;
  readonly #worker: string;
  readonly #log: Logger;
  /** This process lets go of the run. */
  readonly #leaving = new AbortController();
  /** The run need not be started any more. */
  readonly #unwanted = new AbortController();
  /** Nothing is left to be measured. */
  readonly #ended = new AbortController();
  #stopped: StopCause | undefined;
  #stopAt: number | undefined;
  #lingerUntil: number | undefined;
  #mark: Mark | undefined;
  #lastLine: string | undefined;
  #engineAway = false;
  #memory: number | undefined;

  constructor(row: RunRow, tools: RunTools) {
    this.row = row;
    this.#tools = tools;
    this.#worker = runWorker(row.agent, row.task);
    this.#log = tools.log.child({ task: row.task, run: row.id });
    this.done = this.#work().catch((error: unknown) => {
      if (!this.#leaving.signal.aborted) this.#log.error({ err: error }, "a run was left");
    });
  }

  /** Lets go of the run: it goes on, and the next process takes it over. */
  async leave(): Promise<void> {
    this.#leaving.abort(new Error("this process lets go of its runs"));
    await this.done;
  }

  /** Told every second how the task stands. */
  watch({ status, stop, runtime }: RunWatch): void {
    if (this.#ended.signal.aborted || this.#stopped === "taken") return;
    const now = Date.now();
    if (status === null || status === "created" || status === "queued") {
      this.#stop("taken");
    } else if (status !== "in_progress") {
      this.#lingerUntil ??= now + LINGER;
      if (now >= this.#lingerUntil) this.#stop("over");
    } else {
      this.#lingerUntil = undefined;
      if (!stop) return;
      this.#stopAt ??= now + callbackSec(runtime) * 1000;
      if (now >= this.#stopAt || runtime[CALLBACK.completed] !== undefined) this.#stop("user");
    }
  }

  #stop(cause: StopCause): void {
    if (this.#stopped && cause !== "taken") return;
    this.#stopped = cause;
    this.#log.info({ cause }, "stopping a run");
    this.#unwanted.abort(new Error("the run is not wanted any more"));
    const { launcher, settings } = this.#tools;
    void this.#persist(() => launcher.stop(this.row.id, settings.stopGraceSec)).catch(() => {});
  }

  readonly #persist: Persist = (work) =>
    persist(
      this.#leaving.signal,
      (error, tries) => {
        // an engine that is away is the agent's news
        const away = error instanceof EngineUnavailable;
        this.#engineAway ||= away;
        const level = away || tries % 10 !== 1 ? "debug" : "warn";
        this.#log[level]({ err: error }, "a run has to wait");
      },
      work,
    );

  async #work(): Promise<void> {
    const { ctx, settings } = this.#tools;
    const run = { id: this.row.id, task: this.row.task, worker: this.#worker };
    const console = await TaskConsole.open(ctx, run, { persist: this.#persist, secrets: settings.secrets });
    const reports = this.#report();
    const limit = this.#timeLimit();
    let facts: Pick<RunFacts, "end" | "refused">;
    try {
      facts = await this.#reachEnd(console);
    } finally {
      clearTimeout(limit);
      this.#ended.abort();
      await reports;
    }
    await this.#finish(console, facts);
  }

  /** Starts the run, or takes it over, and follows it to its end. */
  async #reachEnd(console: TaskConsole): Promise<Pick<RunFacts, "end" | "refused">> {
    const { launcher, ctx } = this.#tools;
    const stateNow = () => this.#persist(() => launcher.state(this.row.id));
    let taken = this.row.started !== null;
    for (;;) {
      const state = await stateNow();
      if (state?.phase === "ended") {
        await this.#follow(console);
        return { end: state.end };
      }
      if (!state && taken) return {};
      if (state?.phase !== "running") {
        try {
          if (!(await this.#launch(console, state))) return {};
        } catch (error) {
          if (error instanceof RunRefused) return { refused: error, end: (await stateNow())?.end };
          throw error;
        }
      }
      if (!taken) await this.#persist(() => noteRunStarted(ctx, this.row.id));
      taken = true;
      await this.#follow(console);
      // the stream ends a moment before the engine knows of the end, or breaks with the engine
      await sleep(100, undefined, { signal: this.#leaving.signal });
    }
  }

  /** @returns false when it is not wanted any more. @throws RunRefused */
  async #launch(console: TaskConsole, made: RunState | null): Promise<boolean> {
    const { ctx, launcher, settings, queueName } = this.#tools;
    const { task: id, queue } = this.row;
    if (this.#stopped) return false;
    if (console.isFresh)
      await console.say(`Task ${id} pulled from ${queueName(queue)} by worker ${this.#worker} on ${machine}`);
    try {
      const task = await this.#persist(() => taskOfRun(ctx, this.row));
      const order = readOrder(task, settings);
      this.#memory = order.options.memory;
      const notes = [...order.notes, ...launcher.accept(order.options)];
      if (!made) await console.say(`Running in ${launcher.engine}: image ${order.image}`, ...notes);
      const said: Promise<void>[] = [];
      const progress = (line: string) => void said.push(console.say(line).catch(() => {}));
      await this.#persist(() => launcher.prepare(order.image, settings.pull, progress, this.#unwanted.signal));
      await Promise.all(said);
      if (order.isDefaultImage) await this.#persist(() => noteImage(ctx, id, order.image));
      const reach = await this.#persist(() => this.#tools.reach());
      const token = await this.#persist(() => openRunSession(ctx, { run: this.row.id, user: task.user }));
      await this.#persist(() => noteLaunch(ctx, this.row));
      if (this.#stopped) return false;
      const spec = specOf(
        order,
        { id: this.row.id, task: id, worker: this.#worker, token },
        { reach, cache: launcher.cache, settings },
      );
      await this.#persist(() => launcher.start(spec));
      return true;
    } catch (error) {
      if (this.#unwanted.signal.aborted) return false;
      if (error instanceof ProtocolError) throw new RunRefused("command", error.message);
      throw error;
    }
  }

  /** Brings the program's output into the task's console, up to where the stream ends or breaks. */
  async #follow(console: TaskConsole): Promise<void> {
    const { launcher } = this.#tools;
    const { signal } = this.#leaving;
    await this.#persist(async () => {
      const source = launcher.console(this.row.id, console.place.after, signal);
      await console.follow(source, ({ text }) => this.#see(text));
    });
  }

  /** @returns true for lines that the task's console does not get. */
  #see(text: string): boolean {
    const mark = readMark(this.row.id, text);
    if (mark) {
      this.#mark = mark;
      return true;
    }
    if (text.trim() !== "") this.#lastLine = text.trim();
    // a task that was taken from us has begun a new console
    return this.#stopped === "taken";
  }

  async #finish(console: TaskConsole, { end, refused }: { end?: RunEnd; refused?: RunRefused }): Promise<void> {
    const { ctx, settings } = this.#tools;
    const cause = this.#stopped;
    const { outcome, lines } = outcomeOf({
      worker: this.#worker,
      end,
      refused,
      mark: this.#mark,
      stopped: cause === "user" || cause === "limit" ? cause : undefined,
      timeLimitSec: settings.timeLimitSec,
      memory: this.#memory ?? settings.limits.memory,
      engineAway: this.#engineAway,
      lastLine: this.#lastLine,
    });
    if (cause !== "taken") await console.close(lines);
    await this.#persist(() => finishRun(ctx, this.row, cause === "taken" ? null : outcome));
    this.#log.info({ outcome: cause ?? outcome.status, message: outcome.message }, "a run has ended");
  }

  #timeLimit(): NodeJS.Timeout | undefined {
    const { timeLimitSec } = this.#tools.settings;
    if (timeLimitSec === 0) return undefined;
    const since = (this.row.started ?? this.row.claimed).getTime();
    const left = Math.max(since + timeLimitSec * 1000 - Date.now(), 0);
    return setTimeout(() => this.#stop("limit"), Math.min(left, 2 ** 31 - 1));
  }

  /** Gives signs of life of the run's worker until the run has ended. */
  async #report(): Promise<void> {
    const { ctx, launcher } = this.#tools;
    const signal = AbortSignal.any([this.#ended.signal, this.#leaving.signal]);
    let before: Usage | undefined;
    for (let pause = 0; !signal.aborted; pause = pause === 0 ? REPORT.first : REPORT.every) {
      await sleep(pause, undefined, { signal }).catch(() => {});
      if (signal.aborted || this.#stopped === "taken") return;
      try {
        const usage = await launcher.usage(this.row.id);
        await reportRun(ctx, this.row, usage && runStats(before, usage));
        before = usage ?? before;
      } catch (error) {
        this.#log.debug({ err: error }, "a report was not possible");
      }
    }
  }
}

function callbackSec(runtime: RunWatch["runtime"]): number {
  const seconds = Number(runtime[CALLBACK.timeout] ?? 0);
  // as long as a Python agent waits at most
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 1800) : 0;
}
