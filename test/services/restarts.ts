// kill -9 of agent-services, the API and PostgreSQL while tasks run in containers: each is taken up again, its console has every line once,
// none starts twice. kill -9 of the Docker engine, where it is the tests' own: it takes its containers with it, which is said, and what comes
// meanwhile waits for it. Needs a Docker engine (DOCKER_HOST) with an image that has Python. Prints a line a check, last `N passed, N failed`.
import { setTimeout as sleep } from "node:timers/promises";
import { strikeEngine } from "../../scripts/engine.mjs";
import { servicesEnv } from "../../scripts/services-env";
import { type AppName, type Stack, startStack } from "../../scripts/stack";
import { Checks } from "../limpid";

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
  // what fails while a part is down is no news here
  env: { ...servicesEnv(), LIMPID_LOG_LEVEL: "fatal" },
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

/** Two tasks, when their programs write. */
async function twoAtWork(): Promise<string[]> {
  const tasks = await Promise.all([enqueue(), enqueue()]);
  for (const task of tasks)
    await until("the first line", PATIENCE, async () =>
      (await consoleOf(task)).includes("line 0") ? true : undefined,
    );
  return tasks;
}

interface End {
  readonly status: string;
  readonly status_message: string;
}

const endOf = (task: string): Promise<End> =>
  until("the end", PATIENCE, async () => {
    const { task: found } = await call<{ task: End }>(stack, "tasks.get_by_id", { task });
    return ["completed", "failed", "stopped"].includes(found.status) ? found : undefined;
  });

/** What a task's program has written, by its numbers, and how often the task was started. */
async function account(task: string): Promise<{ line: number[]; err: number[]; starts: number }> {
  const written = await consoleOf(task);
  const numbers = (word: string) =>
    written.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.split(" ")[1]));
  const starts = written.filter((line) => line.includes("pulled from services")).length;
  return { line: numbers("line"), err: numbers("err"), starts };
}

/** Each number once and in order, from 0. */
const inOrder = (numbers: readonly number[], step: number) => numbers.every((number, index) => number === index * step);

try {
  for (const victim of ["agent-services", "api", "postgres"] as const) {
    const tasks = await twoAtWork();
    await strike(victim);
    for (const task of tasks) {
      const end = await endOf(task);
      const { line, err, starts } = await account(task);
      checks.report(
        end.status === "completed",
        `after kill -9 of ${victim} the task is ${end.status} (${end.status_message})`,
      );
      const whole = line.length === LINES && err.length === LINES / 10 && inOrder(line, 1) && inOrder(err, 10);
      checks.report(whole, `and its console has every line once (${line.length} + ${err.length})`);
      checks.report(starts === 1, `and it was started ${starts} time(s)`);
    }
  }
  if (strikeEngine) {
    const tasks = await twoAtWork();
    const back = strikeEngine();
    const meanwhile = await enqueue();
    await back;
    for (const task of tasks) {
      const { status, status_message } = await endOf(task);
      const { line, err, starts } = await account(task);
      const said = status === "failed" && status_message.startsWith("It was ended together with its engine");
      checks.report(said, `after kill -9 of the Docker engine the task is ${status} (${status_message})`);
      checks.report(
        inOrder(line, 1) && inOrder(err, 10),
        `and its console has no gap (${line.length} + ${err.length})`,
      );
      checks.report(starts === 1, `and it was started ${starts} time(s)`);
    }
    const { status } = await endOf(meanwhile);
    const { line, starts } = await account(meanwhile);
    checks.report(status === "completed" && line.length === LINES, `what came meanwhile is ${status}`);
    checks.report(starts === 1, `and it was started ${starts} time(s)`);
  } else console.log("left out: kill -9 of the Docker engine, since this one is not the tests' own");
} catch (error) {
  checks.report(false, error instanceof Error ? (error.stack ?? error.message) : String(error));
} finally {
  await stack.stop();
}
checks.finish();
