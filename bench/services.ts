import { setTimeout as sleep } from "node:timers/promises";
import { connectDocker } from "../apps/agent-services/src/launcher/docker/connection";
import { LABELS } from "../apps/agent-services/src/launcher/docker/create";
import type { Stack } from "../scripts/stack";
import { Client } from "./load";
import { memory } from "./measure";

type Docker = ReturnType<typeof connectDocker>;

const ENDED = ["completed", "failed", "stopped"];
/** Milliseconds that anything here may take. */
const PATIENCE = 600_000;

/** Runs of the services queue on one server, and what the engine says of them. */
export class ServicesBench {
  readonly #stack: Stack;
  readonly #client: Client;
  readonly #docker: Docker;
  readonly #tasks: string[] = [];

  private constructor(stack: Stack, client: Client, docker: Docker) {
    this.#stack = stack;
    this.#client = client;
    this.#docker = docker;
  }

  static async open(stack: Stack, engine: string): Promise<ServicesBench> {
    return new ServicesBench(stack, await Client.login(stack.api_url, stack.user), connectDocker({ host: engine }));
  }

  /** Milliseconds from the call of tasks.enqueue to the start of the container, by the engine's clock, one task after the other. */
  async startTimes(count: number): Promise<number[]> {
    // the first one finds out how containers reach the server
    await this.#startTime();
    const times: number[] = [];
    for (let index = 0; index < count; index++) times.push(await this.#startTime());
    return times;
  }

  async #startTime(): Promise<number> {
    const task = await this.#task("exec true");
    const called = Date.now();
    await this.#enqueue([task]);
    await this.#ended([task]);
    const [container] = await this.#containers([task]);
    const { State } = await this.#docker.getContainer(container?.Id ?? "").inspect();
    return Date.parse(State.StartedAt) - called;
  }

  /** Enqueues many short tasks at once. @returns seconds until all have ended, and how many of them were not run exactly once to their end. */
  async shortTasks(count: number): Promise<{ seconds: number; lost: number }> {
    const tasks = await Promise.all(Array.from({ length: count }, () => this.#task("exec echo 'it ran'")));
    const started = performance.now();
    await this.#enqueue(tasks);
    const statuses = await this.#ended(tasks);
    const seconds = (performance.now() - started) / 1000;
    const containers = await this.#containers(tasks);
    let lost = 0;
    for (const task of tasks) {
      const { events } = await this.#client.call<{ events: { msg: string }[] }>("events.get_task_log", { task });
      const ran = events.filter(({ msg }) => msg === "it ran").length;
      const made = containers.filter(({ Labels }) => Labels[LABELS.task] === task).length;
      if (statuses.get(task) !== "completed" || ran !== 1 || made !== 1) lost++;
    }
    return { seconds, lost };
  }

  /** Bytes that agent-services occupies (PSS) while so many containers run, each writing a line a second. */
  async memoryWith(count: number): Promise<number> {
    const setup = "exec sh -c 'while sleep 1; do date; done'";
    const tasks = await Promise.all(Array.from({ length: count }, () => this.#task(setup)));
    await this.#enqueue(tasks);
    await until(async () => {
      const running = (await this.#containers(tasks)).filter(({ State }) => State === "running");
      return running.length === count || undefined;
    });
    await sleep(30_000);
    return memory([this.#stack.child("agent-services").pid ?? 0]);
  }

  /** Takes from the engine what was made here. */
  async close(): Promise<void> {
    for (const { Id } of await this.#containers(this.#tasks))
      await this.#docker.getContainer(Id).remove({ force: true, v: true });
  }

  /** A setup script that becomes the program: what is measured is the server's own part, and not how fast a machine installs Python packages. */
  async #task(setup: string): Promise<string> {
    const { id } = await this.#client.call<{ id: string }>("tasks.create", {
      name: "a service",
      type: "service",
      container: { setup_shell_script: setup },
      script: { binary: "python", entry_point: "run.py", diff: "pass" },
    });
    this.#tasks.push(id);
    return id;
  }

  async #enqueue(tasks: readonly string[]): Promise<void> {
    for (const task of tasks) await this.#client.call("tasks.enqueue", { task, queue_name: "services" });
  }

  /** Waits for the end of tasks. @returns their statuses. */
  async #ended(ids: readonly string[]): Promise<Map<string, string>> {
    return until(async () => {
      const { tasks } = await this.#client.call<{ tasks: { id: string; status: string }[] }>("tasks.get_all", {
        id: ids,
        only_fields: ["id", "status"],
      });
      if (!tasks.every(({ status }) => ENDED.includes(status))) return undefined;
      return new Map(tasks.map(({ id, status }) => [id, status]));
    });
  }

  async #containers(tasks: readonly string[]) {
    const all = await this.#docker.listContainers({ all: true, filters: { label: [LABELS.task] } });
    return all.filter(({ Labels }) => tasks.includes(Labels[LABELS.task] ?? ""));
  }
}

async function until<T>(probe: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await sleep(100)) {
    const found = await probe();
    if (found !== undefined) return found;
  }
  throw new Error("agent services did not get there");
}
