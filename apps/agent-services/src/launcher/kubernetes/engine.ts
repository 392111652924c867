import { setTimeout as sleep } from "node:timers/promises";
import { ApiException, BatchV1Api, CoreV1Api, KubeConfig, type V1Job, type V1Pod } from "@kubernetes/client-node";
import {
  type ConsolePlace,
  type ConsoleRecord,
  EngineUnavailable,
  type Launcher,
  type PullPolicy,
  type RunEnd,
  RunRefused,
  type RunSpec,
  type RunState,
  type Surroundings,
  type Usage,
} from "../launcher";
import type { ContainerOptions } from "../options";
import { readLog, sinceOf } from "./console";
import { followLog } from "./log-stream";
import { CONTAINER, checkOptions, END, HOLD, jobName, jobOf, LABELS, labelOf, secretOf } from "./manifest";

/** How the cluster is used. */
export interface KubernetesSettings {
  readonly agent: string;
  /** Where Jobs are made; that of the context by default. */
  readonly namespace?: string;
  /** A file, or the one of this machine or pod. */
  readonly kubeconfig?: string;
  readonly pull: PullPolicy;
}

/** Milliseconds between two looks at a pod that is about to start or to go. */
const LOOK = 300;

/** Seconds beyond its grace that a pod may take to end. */
const PATIENCE_SEC = 30;

/** Why a pod waits that will never start by itself. */
const HOPELESS: Readonly<Record<string, "image" | "options">> = {
  ErrImageNeverPull: "image",
  ImagePullBackOff: "image",
  InvalidImageName: "image",
  CreateContainerConfigError: "options",
  CreateContainerError: "options",
};

/** Runs as Jobs of a Kubernetes cluster, whose own scheduler decides where. See {@link Launcher}. */
export class KubernetesLauncher implements Launcher {
  readonly engine = "kubernetes";
  readonly cache = "/limpid-cache";
  readonly #settings: KubernetesSettings;
  readonly #namespace: string;
  readonly #batch: BatchV1Api;
  readonly #core: CoreV1Api;
  readonly #config: KubeConfig;

  constructor(settings: KubernetesSettings) {
    this.#settings = settings;
    const config = new KubeConfig();
    if (settings.kubeconfig) config.loadFromFile(settings.kubeconfig);
    else config.loadFromDefault();
    this.#namespace = settings.namespace ?? config.getContextObject(config.getCurrentContext())?.namespace ?? "default";
    this.#batch = config.makeApiClient(BatchV1Api);
    this.#core = config.makeApiClient(CoreV1Api);
    this.#config = config;
  }

  async check(): Promise<string> {
    // what the agent needs most of all, so that a missing right shows here
    await ask(() => this.#batch.listNamespacedJob({ namespace: this.#namespace, limit: 1 }));
    return `Kubernetes, namespace ${this.#namespace}`;
  }

  accept(options: ContainerOptions): readonly string[] {
    checkOptions(options);
    return [];
  }

  async surroundings(): Promise<Surroundings> {
    // pods run anywhere: only an address that is good everywhere will do
    return { loopback: false };
  }

  /** The cluster's machines fetch images themselves; {@link state} tells of those that cannot be had. */
  async prepare(): Promise<void> {}

  async start(spec: RunSpec): Promise<void> {
    checkOptions(spec.options);
    const { agent, pull } = this.#settings;
    const namespace = this.#namespace;
    const job = jobOf(spec, agent, pull);
    await made(() => this.#core.createNamespacedSecret({ namespace, body: secretOf(spec, agent) }));
    await made(() => this.#batch.createNamespacedJob({ namespace, body: job }));
  }

  async list(): Promise<readonly RunState[]> {
    const labelSelector = `${LABELS.agent}=${labelOf(this.#settings.agent)}`;
    const query = { namespace: this.#namespace, labelSelector };
    const [jobs, pods] = await ask(() =>
      Promise.all([this.#batch.listNamespacedJob(query), this.#core.listNamespacedPod(query)]),
    );
    return jobs.items
      .filter(({ metadata }) => !metadata?.deletionTimestamp)
      .map((job) => stateOf(job, podOf(job, pods.items)));
  }

  async state(id: string): Promise<RunState | null> {
    const job = await unlessGone(() =>
      this.#batch.readNamespacedJob({ namespace: this.#namespace, name: jobName(id) }),
    );
    if (!job || job.metadata?.deletionTimestamp) return null;
    return stateOf(job, await this.#pod(id));
  }

  async *console(id: string, after: ConsolePlace, signal: AbortSignal): AsyncGenerator<ConsoleRecord> {
    const pod = await this.#startedPod(id, signal);
    const name = pod?.metadata?.name;
    if (!name) return;
    const query = { namespace: this.#namespace, pod: name, container: CONTAINER, since: sinceOf(after) };
    const stream = await followLog(this.#config, query, signal);
    if (!stream) return;
    try {
      yield* readLog(stream, after);
    } catch (error) {
      signal.throwIfAborted();
      throw translated(error);
    } finally {
      stream.destroy();
    }
  }

  async stop(id: string, graceSec: number): Promise<void> {
    const namespace = this.#namespace;
    const pod = await this.#pod(id);
    const name = pod?.metadata?.name;
    if ((await this.state(id))?.phase !== "running") return;
    if (!name) return this.#noteEnd(id, KILLED);
    await unlessGone(() =>
      this.#core.patchNamespacedPod({
        namespace,
        name,
        body: [{ op: "add", path: "/metadata/finalizers/-", value: HOLD }],
      }),
    );
    // 0 would take the pod away before its end is known
    const gracePeriodSeconds = Math.max(1, Math.round(graceSec));
    await unlessGone(() => this.#core.deleteNamespacedPod({ namespace, name, gracePeriodSeconds }));
    const end = await this.#endOf(id, Date.now() + (gracePeriodSeconds + PATIENCE_SEC) * 1000);
    await this.#noteEnd(id, end);
    await this.#release(id);
  }

  async remove(id: string): Promise<void> {
    const query = { namespace: this.#namespace, name: jobName(id) };
    await this.#release(id);
    await unlessGone(() =>
      this.#batch.deleteNamespacedJob({ ...query, propagationPolicy: "Background", gracePeriodSeconds: 0 }),
    );
    await unlessGone(() => this.#core.deleteNamespacedSecret(query));
  }

  /** The cluster's own measuring is an add-on that need not be there. */
  async usage(): Promise<Usage | null> {
    return null;
  }

  async freeDisk(): Promise<number | null> {
    return null;
  }

  async close(): Promise<void> {}

  async #pod(id: string): Promise<V1Pod | undefined> {
    const query = { namespace: this.#namespace, labelSelector: `${LABELS.run}=${id}` };
    return (await ask(() => this.#core.listNamespacedPod(query))).items[0];
  }

  /** Waits until a run's container has begun; undefined when it never will. */
  async #startedPod(id: string, signal: AbortSignal): Promise<V1Pod | undefined> {
    for (;;) {
      signal.throwIfAborted();
      const pod = await this.#pod(id);
      const { running, terminated: over } = statusOf(pod)?.state ?? {};
      if (running || over) return pod;
      const state = await this.state(id);
      if (!state || state.phase === "ended") return undefined;
      await sleep(LOOK, undefined, { signal });
    }
  }

  /** Waits for the end of a pod that was told to go. */
  async #endOf(id: string, deadline: number): Promise<RunEnd> {
    for (; Date.now() < deadline; await sleep(LOOK)) {
      const pod = await this.#pod(id);
      const end = podEnd(pod);
      if (end) return end;
      if (!pod || !statusOf(pod)?.state?.running) return KILLED;
    }
    return KILLED;
  }

  async #noteEnd(id: string, end: RunEnd): Promise<void> {
    const name = jobName(id);
    const job = await unlessGone(() => this.#batch.readNamespacedJob({ namespace: this.#namespace, name }));
    if (!job) return;
    const annotations = { ...job.metadata?.annotations, [END]: JSON.stringify({ ...end, at: end.at || Date.now() }) };
    const body = [{ op: "add", path: "/metadata/annotations", value: annotations }];
    await unlessGone(() => this.#batch.patchNamespacedJob({ namespace: this.#namespace, name, body }));
  }

  /** Lets a pod go that was held while it was stopped. */
  async #release(id: string): Promise<void> {
    const { name, finalizers = [] } = (await this.#pod(id))?.metadata ?? {};
    if (!name || !finalizers.includes(HOLD)) return;
    const body = [{ op: "replace", path: "/metadata/finalizers", value: finalizers.filter((one) => one !== HOLD) }];
    await unlessGone(() => this.#core.patchNamespacedPod({ namespace: this.#namespace, name, body }));
  }
}

/** Taken away before it could say how it ended. */
const KILLED: RunEnd = { exitCode: 137, at: 0, outOfMemory: false };

function podOf(job: V1Job, pods: readonly V1Pod[]): V1Pod | undefined {
  const run = job.metadata?.labels?.[LABELS.run];
  return pods.find(({ metadata }) => metadata?.labels?.[LABELS.run] === run);
}

function statusOf(pod: V1Pod | undefined) {
  return pod?.status?.containerStatuses?.find(({ name }) => name === CONTAINER);
}

/** How a pod's container has ended; undefined while it has not. */
function podEnd(pod: V1Pod | undefined): RunEnd | undefined {
  const over = statusOf(pod)?.state?.terminated;
  if (!over) return undefined;
  const at = over.finishedAt ? new Date(over.finishedAt).getTime() : Date.now();
  return { exitCode: over.exitCode, at, outOfMemory: over.reason === "OOMKilled" };
}

/** A run, from what the cluster says of its Job and pod. */
function stateOf(job: V1Job, pod: V1Pod | undefined): RunState {
  const labels = job.metadata?.labels ?? {};
  const [id, task] = [labels[LABELS.run] ?? "", labels[LABELS.task] ?? ""];
  const noted = job.metadata?.annotations?.[END];
  if (noted) return { id, task, phase: "ended", end: JSON.parse(noted) as RunEnd };
  const end = podEnd(pod);
  if (end) return { id, task, phase: "ended", end };
  const waiting = statusOf(pod)?.state?.waiting;
  const hopeless = waiting?.reason ? HOPELESS[waiting.reason] : undefined;
  if (hopeless) {
    const what = hopeless === "image" ? "image not found" : "the container cannot be made";
    return { id, task, phase: "ended", end: lost(`${what}: ${waiting?.message ?? waiting?.reason}`) };
  }
  const failed = job.status?.conditions?.find(({ type, status }) => type === "Failed" && status === "True");
  if (failed)
    return { id, task, phase: "ended", end: lost(pod?.status?.reason ?? failed.message ?? "the Job has failed") };
  return { id, task, phase: "running" };
}

function lost(fault: string): RunEnd {
  return { exitCode: null, at: Date.now(), outOfMemory: false, fault };
}

/** An error of a call as this program's own. */
function translated(error: unknown): unknown {
  if (error instanceof EngineUnavailable) return error;
  if (error instanceof ApiException && error.code < 500 && error.code !== 429) {
    if (error.code !== 401 && error.code !== 403) return error;
    return new EngineUnavailable(
      `the cluster refuses this program (${error.code}): see docs/agent-services.md for the rights it needs`,
    );
  }
  return new EngineUnavailable("the Kubernetes cluster cannot be reached", { cause: error });
}

async function ask<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translated(error);
  }
}

async function unlessGone<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined;
    throw translated(error);
  }
}

/** Makes something, or finds that an earlier call has made it. @throws RunRefused when the cluster does not take it. */
async function made(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (error instanceof ApiException && error.code === 409) return;
    const known = translated(error);
    if (!(known instanceof ApiException)) throw known;
    const { message } = (typeof known.body === "string" ? safe(known.body) : known.body) as { message?: string };
    throw new RunRefused("options", `the cluster does not take the run: ${message ?? known.message}`);
  }
}

function safe(text: string): { message?: string } {
  try {
    return JSON.parse(text) as { message?: string };
  } catch {
    return {};
  }
}
