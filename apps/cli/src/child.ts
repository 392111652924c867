import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "./failure";
import { isHealthy } from "./http";
import { root } from "./installation";
import { formatLine, LogFile, readLines } from "./log";

/** A process that belongs to a running server. */
export interface Service {
  readonly name: string;
  /** Below the installation's folder. */
  readonly script: string;
  /** Its working directory, below the installation's folder, which it is without. */
  readonly folder?: string;
  /** Node's options, such as the heap's limits. */
  readonly flags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Answers 200 when it is ready. */
  readonly health: string;
}

/** Waits of the restarts in milliseconds: doubled from the first to the last, and the first again after a minute's work. */
const backOff = { first: 500, last: 30_000, forgive: 60_000 };
const readyDeadline = 90_000;
const startAttempts = 3;
const stopPatience = 15_000;

/** Keeps one service running until it is told to stop. */
export class Child {
  #process: ChildProcess | undefined;
  #stopping = false;
  #wake = new AbortController();
  #crashes = 0;
  readonly #log: LogFile;
  readonly #tail: string[] = [];

  constructor(
    readonly service: Service,
    logs: string,
    readonly print: (line: string) => void,
  ) {
    this.#log = new LogFile(join(logs, `${service.name}.log`));
  }

  /** Starts it and starts it again whenever it ends, until {@link stop}. */
  async run(): Promise<void> {
    let delay = backOff.first;
    while (!this.#stopping) {
      const began = Date.now();
      const end = await this.#runOnce();
      if (this.#stopping) break;
      this.#crashes++;
      if (Date.now() - began > backOff.forgive) delay = backOff.first;
      this.#say(`${end}, starts again in ${delay / 1000} s`);
      await sleep(delay, undefined, { signal: this.#wake.signal }).catch(() => {});
      delay = Math.min(delay * 2, backOff.last);
    }
    this.#log.close();
  }

  #runOnce(): Promise<string> {
    const { script, folder = "", flags, env } = this.service;
    const preload = new URL("./preload.main.mjs", import.meta.url).href;
    const child = spawn(process.execPath, [...flags, "--import", preload, join(root, script)], {
      cwd: join(root, folder),
      env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Its own process group: Ctrl-C in the terminal goes to the supervisor alone, which stops things in order.
      detached: true,
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) if (stream) readLines(stream, (line) => this.#take(line));
    return new Promise((resolve) => {
      child.once("error", (error) => resolve(`cannot start (${error.message})`));
      child.once("close", (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`));
    });
  }

  #take(line: string): void {
    if (line.trim() === "") return;
    this.#log.write(line);
    this.#tail.push(line);
    if (this.#tail.length > 20) this.#tail.shift();
    this.print(formatLine(this.service.name, line));
  }

  #say(text: string): void {
    this.#log.write(text);
    this.print(formatLine(this.service.name, text));
  }

  /** Resolves at its first healthy answer. @throws Failure when it keeps crashing or stays silent. */
  async ready(): Promise<void> {
    const deadline = Date.now() + readyDeadline;
    while (!this.#stopping) {
      if (await isHealthy(this.service.health)) return;
      const silent = Date.now() > deadline;
      if (silent || this.#crashes >= startAttempts) {
        const why = silent ? `does not answer on ${this.service.health}` : "does not start";
        const last = this.#tail.slice(-5).map((line) => formatLine(this.service.name, line).trim());
        throw new Failure([`${this.service.name} ${why}; see ${this.#log.path}`, ...last].join("\n  "));
      }
      await sleep(60);
    }
  }

  /** Ends it for good: SIGTERM, and SIGKILL when it does not obey in time or at once with `force`. */
  async stop(force = false): Promise<void> {
    this.#stopping = true;
    this.#wake.abort();
    const child = this.#process;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(force ? "SIGKILL" : "SIGTERM");
    const patience = setTimeout(() => child.kill("SIGKILL"), stopPatience);
    await ended;
    clearTimeout(patience);
  }
}
