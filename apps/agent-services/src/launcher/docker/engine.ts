import { statfs } from "node:fs/promises";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import type { ContainerInspectInfo } from "dockerode";
import {
  type ConsolePlace,
  type ConsoleRecord,
  EngineUnavailable,
  type Launcher,
  type PullPolicy,
  RunRefused,
  type RunSpec,
  type RunState,
  type Surroundings,
  type Usage,
} from "../launcher";
import { ask, askUnless, connectDocker, type DockerAddress, reasonOf, statusOf, translated } from "./connection";
import { readConsole, sinceOf } from "./console";
import { containerName, createOptions, LABELS } from "./create";
import { bringImage } from "./images";
import { findSurroundings } from "./surroundings";
import { usageOf } from "./usage";

/** How the engine is used. */
export interface DockerSettings extends DockerAddress {
  /** Whose containers these are: the label that {@link Launcher.list} goes by. */
  readonly agent: string;
  /** Folder of the docker command's own settings, for log-ins at registries. */
  readonly configFolder?: string;
  /** The network of containers; found out when absent. */
  readonly network?: string;
}

/** Runs as containers of a Docker engine (or of what speaks its API). See {@link Launcher}. */
export class DockerLauncher implements Launcher {
  readonly engine = "docker";
  readonly cache = "/limpid-cache";
  readonly #docker: Docker;
  readonly #settings: DockerSettings;

  constructor(settings: DockerSettings) {
    this.#settings = settings;
    this.#docker = connectDocker(settings);
  }

  async check(): Promise<string> {
    const { Version, Os, Arch } = await ask(() => this.#docker.version());
    return `Docker ${Version} on ${Os}/${Arch}`;
  }

  accept(): readonly string[] {
    return [];
  }

  surroundings(api: string): Promise<Surroundings> {
    return findSurroundings(this.#docker, api, this.#settings.network);
  }

  async prepare(
    image: string,
    policy: PullPolicy,
    onProgress: (line: string) => void,
    signal: AbortSignal,
  ): Promise<void> {
    await bringImage(this.#docker, image, { policy, configFolder: this.#settings.configFolder, onProgress, signal });
  }

  async start(spec: RunSpec): Promise<void> {
    const options = createOptions(spec, this.#settings.agent);
    try {
      // 409: another call has made it, or is about to
      await askUnless([409], () => this.#docker.createContainer(options));
    } catch (error) {
      throw refused(error, spec.image);
    }
    let state = await this.state(spec.id);
    for (let tries = 0; !state && tries < 100; tries++) {
      await sleep(50);
      state = await this.state(spec.id);
    }
    // one that has ended would start again
    if (state?.phase === "ended") return;
    try {
      // 304: it runs
      await askUnless([304], () => this.#container(spec.id).start());
    } catch (error) {
      throw refused(error, spec.image);
    }
  }

  async list(): Promise<readonly RunState[]> {
    const filters = { label: [`${LABELS.agent}=${this.#settings.agent}`] };
    const found = await ask(() => this.#docker.listContainers({ all: true, filters }));
    const states = await Promise.all(
      found.map(async ({ Labels, State }): Promise<RunState | null> => {
        const [id, task] = [Labels[LABELS.run] ?? "", Labels[LABELS.task] ?? ""];
        return State === "running" ? { id, task, phase: "running" } : this.state(id);
      }),
    );
    return states.filter((state) => state !== null);
  }

  async state(id: string): Promise<RunState | null> {
    const info = await askUnless([404], () => this.#container(id).inspect());
    return info ? stateOf(id, info) : null;
  }

  async *console(id: string, after: ConsolePlace, signal: AbortSignal): AsyncGenerator<ConsoleRecord> {
    const options = { follow: true, stdout: true, stderr: true, timestamps: true, since: sinceOf(after) } as const;
    const stream = (await askUnless([404, 409], () => this.#container(id).logs({ ...options, abortSignal: signal }))) as
      | Readable
      | undefined;
    if (!stream) return;
    // the engine has an own end for a stream that is all there; anything else is a broken one
    let broken: Error | undefined;
    stream.once("error", (error) => {
      broken = error;
    });
    stream.once("aborted", () => {
      broken ??= new Error("aborted");
    });
    try {
      yield* readConsole(stream, after);
    } catch (error) {
      signal.throwIfAborted();
      throw translated(error);
    } finally {
      stream.destroy();
    }
    signal.throwIfAborted();
    if (broken) throw new EngineUnavailable("the Docker engine has ended the console's stream", { cause: broken });
  }

  async stop(id: string, graceSec: number): Promise<void> {
    // 304: it has ended; 404: there is none; 409: it is being removed
    await askUnless([304, 404, 409], () => this.#container(id).stop({ t: Math.max(0, Math.round(graceSec)) }));
  }

  async remove(id: string): Promise<void> {
    await askUnless([404, 409], () => this.#container(id).remove({ force: true, v: true }));
  }

  async usage(id: string): Promise<Usage | null> {
    const stats = await askUnless([404, 409], () => this.#container(id).stats({ stream: false, "one-shot": true }));
    return stats ? usageOf(stats) : null;
  }

  async freeDisk(): Promise<number | null> {
    const { DockerRootDir } = (await ask(() => this.#docker.info())) as { DockerRootDir: string };
    // seen only when the engine is this machine's own, and this process is not in a container
    const disk = await statfs(DockerRootDir).catch(() => null);
    return disk && disk.bavail * disk.bsize;
  }

  async close(): Promise<void> {}

  #container(id: string): Docker.Container {
    return this.#docker.getContainer(containerName(id));
  }
}

/** The engine's own parts do not reach each other; to the caller it is an error like any other. */
const IN_TROUBLE = /transport:|ttrpc|connection error|context deadline exceeded/;

/** Why the engine does not make or start a container, for the task's owner. An error of the server is often the caller's own to Docker. */
function refused(error: unknown, image: string): unknown {
  const origin = error instanceof EngineUnavailable ? error.cause : error;
  const reason = reasonOf(origin);
  if (statusOf(origin) === undefined || IN_TROUBLE.test(reason)) return error;
  if (/no such image/i.test(reason)) return new RunRefused("image", `image not found: ${image}`);
  if (/could not select device driver|nvidia/i.test(reason)) {
    return new RunRefused("resources", `this machine has no such graphics card for containers: ${reason}`);
  }
  return new RunRefused("options", `the container cannot be started: ${reason}`);
}

function stateOf(id: string, { Config, State }: ContainerInspectInfo): RunState {
  const task = Config.Labels[LABELS.task] ?? "";
  if (State.Running || State.Status === "restarting" || State.Status === "paused")
    return { id, task, phase: "running" };
  if (State.Status === "created" && State.ExitCode === 0 && !State.Error) return { id, task, phase: "made" };
  const at = Date.parse(State.FinishedAt);
  return {
    id,
    task,
    phase: "ended",
    end: {
      exitCode: State.ExitCode,
      at: at > 0 ? at : Date.now(),
      outOfMemory: State.OOMKilled,
      ...(State.Error ? { fault: State.Error } : {}),
    },
  };
}
