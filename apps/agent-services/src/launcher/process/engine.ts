import { spawn } from "node:child_process";
import { mkdir, open, readdir, readFile, rename, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type ConsolePlace,
  type ConsoleRecord,
  EngineUnavailable,
  type Launcher,
  type RunEnd,
  RunRefused,
  type RunSpec,
  type RunState,
  type Stream,
  type Surroundings,
  type Usage,
} from "../launcher";
import type { ContainerOptions } from "../options";
import { readFrom } from "./console";
import { beginning, groupUsage, isGroupAlive, signalGroup, signalLeader } from "./groups";

/** What is noted of a run beside its console: enough to find its processes again, and no others that have got their number since. */
interface Note {
  readonly agent: string;
  readonly task: string;
  readonly pid: number;
  /** When the process began, in the kernel's words. */
  readonly beginning: string;
}

/**
 * Runs a program and notes how it has ended; what it has left running ends with it. As a container's init does, it passes a request to end
 * on to the program alone, which decides what becomes of its children.
 */
const SUPERVISE = `
sh "$1/run.sh" &
program=$!
trap 'kill -TERM $program 2>/dev/null' TERM
while wait $program; code=$?; kill -0 $program 2>/dev/null; do :; done
echo $code >"$1/code.new" && mv "$1/code.new" "$1/code"
kill -KILL 0
`.trim();

/** Milliseconds between two looks at a console, and at a process that is to end. */
const LOOK = 100;

const STREAMS: readonly Stream[] = ["stdout", "stderr"];
const ID = /^[0-9a-f]{32}$/;

/**
 * Runs as processes of this machine, for machines without Docker. Nothing holds them: they see what this process sees. Each has a folder with
 * its console, and leads a process group of its own, which outlives this process.
 */
export class ProcessLauncher implements Launcher {
  readonly engine = "process";
  readonly cache: string;
  readonly #folder: string;
  readonly #agent: string;
  readonly #path: string;
  readonly #starting = new Map<string, Promise<void>>();

  /** @param settings.path where programs are found, as in PATH. */
  constructor({ folder, agent, path }: { readonly folder: string; readonly agent: string; readonly path: string }) {
    this.#folder = folder;
    this.#agent = agent;
    this.#path = path;
    this.cache = join(folder, "cache");
  }

  async check(): Promise<string> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new EngineUnavailable(`the folder of runs cannot be used: ${(error as Error).message}`);
    }
    return "processes of this machine, which nothing holds";
  }

  accept(options: ContainerOptions): readonly string[] {
    const { environment, workdir, ...others } = options;
    // every run is offered the cache and the way to the server, which need nothing here
    const given = Object.entries(others).filter(([name, value]) => !OFFERED.has(name) && says(value));
    return given.map(([name]) => `${name} has no meaning for a process of this machine and is left out`);
  }

  async surroundings(): Promise<Surroundings> {
    return { loopback: true };
  }

  async prepare(): Promise<void> {}

  async start(spec: RunSpec): Promise<void> {
    const known = this.#starting.get(spec.id) ?? this.#start(spec).finally(() => this.#starting.delete(spec.id));
    this.#starting.set(spec.id, known);
    await known;
  }

  async #start(spec: RunSpec): Promise<void> {
    if (!ID.test(spec.id)) throw new RunRefused("command", "a run's id is 32 hex digits");
    await this.check();
    const folder = join(this.#folder, spec.id);
    // whoever makes the folder starts the run
    const made = await mkdir(folder, { mode: 0o700 }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "EEXIST") return false;
        throw new EngineUnavailable(`the folder of runs cannot be used: ${error.message}`);
      },
    );
    if (!made) return;
    const work = join(folder, "work");
    const temporary = join(folder, "tmp");
    await mkdir(work);
    await mkdir(temporary);
    await mkdir(this.cache, { recursive: true });
    await writeFile(join(folder, "run.sh"), spec.script, { mode: 0o600 });
    const [stdout, stderr] = [await open(join(folder, "stdout"), "a"), await open(join(folder, "stderr"), "a")];
    try {
      const child = spawn("/bin/sh", ["-c", SUPERVISE, "sh", folder], {
        cwd: spec.options.workdir ?? work,
        env: {
          PATH: this.#path,
          HOME: work,
          TMPDIR: temporary,
          LANG: "C.UTF-8",
          ...spec.options.environment,
          ...spec.environment,
        },
        stdio: ["ignore", stdout.fd, stderr.fd],
        detached: true,
      });
      await new Promise<void>((resolve, reject) => {
        child.once("spawn", resolve);
        child.once("error", (error) =>
          reject(new RunRefused("command", `the run cannot be started: ${error.message}`)),
        );
      });
      child.unref();
      const pid = child.pid ?? 0;
      const note: Note = { agent: this.#agent, task: spec.task, pid, beginning: (await beginning(pid)) ?? "" };
      await writeFile(join(folder, "note.new"), JSON.stringify(note), { mode: 0o600 });
      await rename(join(folder, "note.new"), join(folder, "note"));
    } finally {
      await stdout.close();
      await stderr.close();
    }
  }

  async list(): Promise<readonly RunState[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const states = await Promise.all(
      names
        .filter((name) => ID.test(name))
        .map(async (id) => ((await this.#note(id))?.agent === this.#agent ? this.state(id) : null)),
    );
    return states.filter((state) => state !== null);
  }

  async state(id: string): Promise<RunState | null> {
    const note = await this.#note(id);
    if (!note) return null;
    const { task } = note;
    const before = await this.#end(id);
    if (before) return { id, task, phase: "ended", end: before };
    if (await isGroupAlive(note.pid, note.beginning)) return { id, task, phase: "running" };
    // the shell may have noted its end since
    const end = (await this.#end(id)) ?? { exitCode: 137, at: Date.now(), outOfMemory: false };
    return { id, task, phase: "ended", end };
  }

  async *console(id: string, after: ConsolePlace, signal: AbortSignal): AsyncGenerator<ConsoleRecord> {
    const places = { stdout: Number(after.stdout ?? 0), stderr: Number(after.stderr ?? 0) };
    for (;;) {
      signal.throwIfAborted();
      const state = await this.state(id);
      const final = state?.phase !== "running";
      for (const stream of STREAMS) {
        for await (const record of readFrom(join(this.#folder, id, stream), stream, places[stream], final)) {
          yield record;
          signal.throwIfAborted();
          places[stream] = Number(record.position);
        }
      }
      if (final) return;
      await sleep(LOOK, undefined, { signal });
    }
  }

  async stop(id: string, graceSec: number): Promise<void> {
    const note = await this.#note(id);
    if (!note) return;
    const alive = async () => (await this.state(id))?.phase === "running";
    if (graceSec > 0 && (await alive())) signalLeader(note.pid, "SIGTERM");
    for (const deadline = Date.now() + graceSec * 1000; (await alive()) && Date.now() < deadline; ) await sleep(LOOK);
    if (await isGroupAlive(note.pid, note.beginning)) signalGroup(note.pid, "SIGKILL");
    while (await alive()) await sleep(LOOK);
  }

  async remove(id: string): Promise<void> {
    if (!ID.test(id)) return;
    await this.stop(id, 0);
    await rm(join(this.#folder, id), { recursive: true, force: true });
  }

  async usage(id: string): Promise<Usage | null> {
    const note = await this.#note(id);
    if (!note || (await this.state(id))?.phase !== "running") return null;
    return groupUsage(note.pid);
  }

  async freeDisk(): Promise<number | null> {
    const disk = await statfs(this.#folder).catch(() => null);
    return disk && disk.bavail * disk.bsize;
  }

  async close(): Promise<void> {}

  async #note(id: string): Promise<Note | null> {
    if (!ID.test(id)) return null;
    const text = await readFile(join(this.#folder, id, "note"), "utf8").catch(() => null);
    return text === null ? null : (JSON.parse(text) as Note);
  }

  async #end(id: string): Promise<RunEnd | null> {
    const text = await readFile(join(this.#folder, id, "code"), "utf8").catch(() => "");
    return text.trim() === "" ? null : { exitCode: Number(text), at: Date.now(), outOfMemory: false };
  }
}

/** Options that every run gets from the agent itself. */
const OFFERED = new Set(["mounts", "extraHosts", "network", "labels"]);

function says(value: unknown): boolean {
  if (value === undefined || value === false) return false;
  return typeof value === "object" && value !== null ? Object.keys(value).length > 0 : true;
}
