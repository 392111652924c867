// `npm run bench`: what a user feels, measured through the front doors of a real server on this machine. Prints each figure and writes all to
// bench/results.md. Builds what is out of date first; leaves nothing behind. `npm run bench -- scale` measures only the lists of a large install, the
// longest part, `npm run bench -- services` only agent services, which need a Docker engine; the other figures are left as they are.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { engineLacks, startEngine } from "../scripts/engine.mjs";
import { NO_PYTHON, python, venv } from "../scripts/python.mjs";
import { servicesEnv } from "../scripts/services-env";
import { type AppName, type Stack, startStack } from "../scripts/stack";
import { longTask, measureDensity, measureIngest } from "./events";
import { Client, insertTasks, WEB_PROJECTION } from "./load";
import { latencies, memory, ms, p50p95, quantile, whole } from "./measure";
import { measureQueue } from "./queue";
import { measureScale } from "./scale";
import { ServicesBench } from "./services";
import { measureStart } from "./start";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const rows: Array<[what: string, figure: string, aim: string]> = [];

function report(what: string, figure: string, aim = ""): void {
  rows.push([what, figure, aim]);
  console.log(`${what.padEnd(66)} ${figure.padStart(20)}   ${aim}`);
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const APPS = ["api", "files", "web", "agent-services"] as const;

/** Measures on a server of its own, which is stopped whatever happens. */
async function withServer<T>(
  apps: readonly AppName[],
  work: (stack: Stack) => Promise<T>,
  env: Readonly<Record<string, string>> = {},
): Promise<T> {
  const stack = await startStack({ apps, durable: true, bundled: true, env });
  const interrupted = () => void stack.stop().then(() => process.exit(1));
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    return await work(stack);
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    await stack.stop();
  }
}

async function idleMemory(stack: Stack): Promise<void> {
  await sleep(10_000);
  const bytes = memory([stack.postgres_pid, ...APPS.flatMap((app) => stack.child(app).pid ?? [])]);
  report("resident memory of all processes, idle (PSS)", `${whole(bytes / 2 ** 20)} MB`, "≤ 500 MB");
}

async function events(stack: Stack, client: Client): Promise<void> {
  // The first seconds warm up compilers and caches.
  await measureIngest(stack, 1, 3);
  const one = await measureIngest(stack, 1, 10);
  report("scalar events/s over HTTP, batches of 1,000, one client", whole(one), "≥ 150,000");
  report("the same, four clients", whole(await measureIngest(stack, 4, 10)));
  for (const [kind, aim, value] of [
    [
      "noisy 32-bit loss",
      "≤ 10",
      (iter: number) => Math.fround((0.2 + Math.exp(-iter / 5000)) * (1 + Math.random() / 10)),
    ],
    ["integer counter", "≤ 1", (iter: number) => iter * 64],
    ["constant", "≤ 1", () => 0.001],
  ] as const) {
    const { written, compacted } = await measureDensity(stack, value);
    report(
      `bytes on disk a point, ${kind}: as written / compacted`,
      `${written.toFixed(1)} / ${compacted.toFixed(2)}`,
      aim,
    );
  }
  const task = await longTask(client);
  const histogram = await latencies(40, () => client.call("events.scalar_metrics_iter_histogram", { task }));
  report("scalar_metrics_iter_histogram of 200,000 points, p50 / p95", p50p95(histogram), "≤ 60 ms");
  const byId = await latencies(500, () => client.call("tasks.get_by_id", { task }));
  report("tasks.get_by_id, p50 / p95", p50p95(byId), "p95 ≤ 5 ms");
}

async function lists(stack: Stack, client: Client): Promise<void> {
  const project = await insertTasks(stack, client, 5000);
  const listing = await latencies(200, () =>
    client.call("tasks.get_all_ex", {
      project: [project],
      scroll_id: null,
      size: 25,
      order_by: ["-last_update"],
      system_tags: ["__$not", "archived"],
      include_subprojects: true,
      only_fields: WEB_PROJECTION,
    }),
  );
  report("tasks.get_all_ex, web projection, 5,000 tasks, p50 / p95", p50p95(listing), "p95 ≤ 30 ms");
}

async function queues(stack: Stack): Promise<void> {
  const { enqueued, taken } = await measureQueue(stack, { tasks: 2000, clients: 16 });
  report("tasks.enqueue/s over HTTP, 16 clients", whole(enqueued));
  report("queues.get_next_task/s over HTTP, 16 consumers", whole(taken), "≥ 500");
}

const SDK_PROGRAM = `
import time
from clearml import Task
started = time.time()
task = Task.init(project_name="bench", task_name="init", auto_connect_frameworks=False, auto_resource_monitoring=False)
print("READY", time.time() - started)
task.close()`;

function sdkInit(stack: Stack): void {
  if (!python) {
    report("Task.init to ready with the SDK", "not measured", NO_PYTHON);
    return;
  }
  const env = {
    ...process.env,
    CLEARML_API_HOST: stack.api_url,
    CLEARML_WEB_HOST: stack.web_url,
    CLEARML_FILES_HOST: stack.files_url,
    CLEARML_API_ACCESS_KEY: stack.user.access_key,
    CLEARML_API_SECRET_KEY: stack.user.secret_key,
    HOME: stack.data_dir,
  };
  const times = Array.from({ length: 5 }, () => {
    const { stdout } = spawnSync(venv(), ["-c", SDK_PROGRAM], { env, cwd: stack.data_dir, encoding: "utf8" });
    return Number(/READY ([\d.]+)/.exec(stdout)?.[1]) * 1000;
  });
  report("Task.init to ready with the SDK, median of 5", ms(quantile(times, 0.5)));
}

async function starts(): Promise<void> {
  const { cold, warm } = await measureStart();
  report("limpid start to the first answer of all, empty data folder", `${(cold / 1000).toFixed(1)} s`);
  report("the same, second start", `${(warm / 1000).toFixed(1)} s`, "≤ 5 s");
}

/** @returns null without an engine. */
async function services(): Promise<string | null> {
  if (engineLacks) {
    console.log(`agent services: not measured, ${engineLacks}`);
    return null;
  }
  const { env: engine, stop } = startEngine();
  const on = (slots: number, work: (bench: ServicesBench) => Promise<void>) =>
    withServer(
      ["api", "files", "agent-services"],
      async (stack) => {
        const bench = await ServicesBench.open(stack, engine.DOCKER_HOST ?? "");
        await work(bench).finally(() => bench.close());
      },
      { ...engine, ...servicesEnv(), LIMPID_SERVICES_SLOTS: String(slots) },
    );
  try {
    await on(8, async (bench) => {
      report("tasks.enqueue to a started container, p50 / p95 of 30", p50p95(await bench.startTimes(30)), "p95 ≤ 2 s");
      const { seconds, lost } = await bench.shortTasks(200);
      report("200 short tasks at once, 8 in parallel: until the last has ended", `${seconds.toFixed(1)} s`);
      report("of them not run exactly once", whole(lost), "0");
    });
    await on(50, async (bench) => {
      const bytes = await bench.memoryWith(50);
      report(
        "resident memory of agent-services, 50 containers running (PSS)",
        `${whole(bytes / 2 ** 20)} MB`,
        "≤ 150 MB",
      );
    });
  } finally {
    stop();
  }
  return `${SERVICES}

${origin()} The tasks' programs are a line of shell in an image that is there already.

${table()}
`;
}

async function scale(): Promise<string> {
  const lines = await withServer(["api"], (stack) => measureScale(stack, { few: 10_000, many: 100_000 }, console.log));
  const rows = lines.map(({ what, aim, few, many }) => {
    const growth = `${(quantile(many, 0.5) / quantile(few, 0.5)).toFixed(1)} ×`;
    const line = [what, p50p95(few), p50p95(many), growth, aim === null ? "" : `p95 ≤ ${aim} ms`];
    console.log(line.join("   "));
    return `| ${line.join(" | ")} |`;
  });
  return `${SCALE}

${origin()} One project with ten of eleven tasks, 50 hyperparameters and 20 metrics each, beside 1,000 small projects;
p50 / p95 of 40 calls, one after the other.

| what | 10,000 tasks | 100,000 tasks | growth | aim |
|---|---|---|---|---|
${rows.join("\n")}
`;
}

const EVERYDAY = "# Benchmarks";
const SERVICES = "## Agent services";
const SCALE = "## Lists of a large install";

/** Where the figures come from. */
function origin(): string {
  const commit = spawnSync("git", ["describe", "--always", "--dirty"], { cwd: ROOT, encoding: "utf8" }).stdout.trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  return `Made by \`npm run bench\` at ${commit}, ${new Date().toISOString().slice(0, 10)}. Client and server share one machine: ${machine}; its load
before the run was ${load.toFixed(1)}.`;
}

/** What was reported since the last table. */
function table(): string {
  const lines = rows.splice(0).map(([what, figure, aim]) => `| ${what} | ${figure} | ${aim} |`);
  return ["| what | measured | aim |", "|---|---|---|", ...lines].join("\n");
}

async function everyday(): Promise<string> {
  await withServer(APPS, async (stack) => {
    const client = await Client.login(stack.api_url, stack.user);
    await idleMemory(stack);
    await events(stack, client);
    await lists(stack, client);
    await queues(stack);
    sdkInit(stack);
  });
  await starts();
  return `${EVERYDAY}

${origin()}

${table()}
`;
}

/** Writes one section of the results, which begins with its heading, and leaves the others as they are. */
function writeSection(section: string): void {
  const file = `${ROOT}bench/results.md`;
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const headingOf = (part: string) => part.split("\n", 1)[0] ?? "";
  const sections = new Map([...text.split(/^(?=#+ )/m), section].map((part) => [headingOf(part), part.trim()]));
  writeFileSync(
    file,
    `${[EVERYDAY, SERVICES, SCALE].flatMap((heading) => sections.get(heading) ?? []).join("\n\n")}\n`,
  );
}

const load = loadavg()[0] ?? 0;
const build = ["turbo", "run", "build", "--output-logs=errors-only"];
if (spawnSync("npx", build, { cwd: ROOT, stdio: "inherit" }).status !== 0) throw new Error("the build failed");
const PARTS = { everyday, services, scale } as const;
const [, , only] = process.argv;
for (const [name, measure] of Object.entries(PARTS)) {
  if (only && only !== name) continue;
  const section = await measure();
  if (section) writeSection(section);
}
