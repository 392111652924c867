// kill -9 of agent-services, the API and PostgreSQL while tasks run in containers: each is taken up again, its console has every line once,
// none starts twice. Needs a Docker engine (DOCKER_HOST) with an image that has Python. Prints a line a check, last `N passed, N failed`.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type AppName, type Stack, startStack } from "../../scripts/stack";
import { Checks } from "../limpid";

const IMAGE = process.env.LIMPID_TEST_IMAGE ?? "local/python:1";
/** Seconds that a task may take until its program writes: the first one installs the agent. */
const PATIENCE = 240;
const LINES = 250;

const SCRIPT = `
import sys, time
for i in range(${LINES}):
    print("line", i, flush=True)
    if i % 10 == 0: print("err", i, file=sys.stderr, flush=True)
    time.sleep(0.1)
`;

const checks = new Checks();
const stack = await startStack({
  apps: ["api", "files", "agent-services"],
  // tokens of API and database must outlive a kill
  durable: true,
  env: {
    CLEARML_WORKER_ID: `test-${randomUUID().slice(0, 8)}`,
    // what fails while a part is down is no news here
    LIMPID_LOG_LEVEL: "fatal",
    LIMPID_SERVICES_IMAGE: IMAGE,
    LIMPID_SERVICES_PULL: "never",
    // one cache for all tests on an engine: the agent is installed once
    CLEARML_AGENT_DOCKER_HOST_MOUNT: "limpid-test-cache:/root/.clearml",
  },
});

async function call<T>({ api_url, user }: Stack, name: string, body: unknown): Promise<T> {
  const basic = Buffer.from(`${user.access_key}:${user.secret_key}`).toString("base64");
  const answer = await fetch(`${api_url}/v2.23/${name}`, {
    method: "POST",
    headers: { authorization: `Basic ${basic}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { meta, data } = (await answer.json()) as { meta: { result_msg: string }; data: T };
  if (!answer.ok) throw new Error(`${name}: ${meta.result_msg}`);
  return data;
}

/** Tries again while a part of the server is down. */
async function until<T>(what: string, seconds: number, probe: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(500)) {
    const found = await probe().catch(() => undefined);
    if (found !== undefined) return found;
  }
  throw new Error(`${what} did not come within ${seconds} s`);
}

async function enqueue(): Promise<string> {
  const { id } = await call<{ id: string }>(stack, "tasks.create", {
    name: "survives",
    type: "service",
    container: { arguments: "-e CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL=1" },
    script: { binary: "python", entry_point: "run.py", working_dir: ".", diff: SCRIPT, requirements: { pip: "" } },
  });
  await call(stack, "tasks.enqueue", { task: id, queue_name: "services" });
  return id;
}

const consoleOf = async (task: string) =>
  (
    await call<{ events: { msg: string }[] }>(stack, "events.get_task_log", { task, batch_size: 5000, order: "asc" })
  ).events.map(({ msg }) => msg);

async function strike(victim: AppName | "postgres"): Promise<void> {
  if (victim === "postgres") {
    process.kill(stack.postgres_pid, "SIGKILL");
    await sleep(3000);
    return stack.restartPostgres();
  }
  stack.child(victim).kill("SIGKILL");
  await sleep(3000);
  await stack.restart(victim);
}

try {
  for (const victim of ["agent-services", "api", "postgres"] as const) {
    const tasks = await Promise.all([enqueue(), enqueue()]);
    for (const task of tasks)
      await until("the first line", PATIENCE, async () =>
        (await consoleOf(task)).includes("line 0") ? true : undefined,
      );
    await strike(victim);
    for (const task of tasks) {
      const end = await until("the end", 120, async () => {
        const { task: found } = await call<{ task: { status: string; status_message: string } }>(
          stack,
          "tasks.get_by_id",
          { task },
        );
        return ["completed", "failed", "stopped"].includes(found.status) ? found : undefined;
      });
      const written = await consoleOf(task);
      const numbers = (word: string) =>
        written.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.split(" ")[1]));
      const exact = numbers("line").length === LINES && numbers("line").every((number, index) => number === index);
      const errors =
        numbers("err").length === LINES / 10 && numbers("err").every((number, index) => number === index * 10);
      const starts = written.filter((line) => line.includes("pulled from services")).length;
      checks.report(
        end.status === "completed",
        `after kill -9 of ${victim} the task is ${end.status} (${end.status_message})`,
      );
      checks.report(
        exact && errors,
        `and its console has every line once (${numbers("line").length} + ${numbers("err").length})`,
      );
      checks.report(starts === 1, `and it was started ${starts} time(s)`);
    }
  }
} catch (error) {
  checks.report(false, error instanceof Error ? (error.stack ?? error.message) : String(error));
} finally {
  await stack.stop();
}
checks.finish();
