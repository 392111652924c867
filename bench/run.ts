// `npm run bench`: what a user feels, measured through the front doors of a real server on this machine. Prints each figure and writes all to
// bench/results.md. Builds what is out of date first; leaves nothing behind. `npm run bench -- scale` measures only the lists of a large install, the
// longest part, `npm run bench -- services` only agent services, which need a Docker engine; the other figures are left as they are.
import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { engineLacks, startEngine } from "../scripts/engine.mjs";
import { NO_PYTHON, python, venv } from "../scripts/python.mjs";
import { servicesEnv } from "../scripts/services-env";
import type { Stack } from "../scripts/stack";
import { eventScale, eventsOnElasticsearch } from "./event-scale";
import { longTask, measureIngest } from "./events";
import { Client, insertTasks, WEB_PROJECTION } from "./load";
import { latencies, memory, ms, p50p95, quantile, whole } from "./measure";
import { measureQueue } from "./queue";
import { HEADINGS, origin, Report, writeSection } from "./results";
import { measureScale } from "./scale";
import { build, withServer } from "./server";
import { ServicesBench } from "./services";
import { measureStart } from "./start";

const APPS = ["api", "files", "web", "agent-services"] as const;

let report = new Report();

async function idleMemory(stack: Stack): Promise<void> {
  await sleep(10_000);
  const bytes = memory([stack.postgres_pid, ...APPS.flatMap((app) => stack.child(app).pid ?? [])]);
  report.add("resident memory of all processes, idle (PSS)", `${whole(bytes / 2 ** 20)} MB`, "≤ 500 MB");
}

async function events(stack: Stack, client: Client): Promise<void> {
  // The first seconds warm up compilers and caches.
  await measureIngest(stack, { clients: 1, seconds: 3 });
  const rate = await measureIngest(stack, { clients: 1, seconds: 10 });
  report.add("scalar events/s over HTTP, batches of 1,000, one client", whole(rate), "≥ 150,000");
  const task = await longTask(client);
  const histogram = await latencies(40, () => client.call("events.scalar_metrics_iter_histogram", { task }));
  report.add("scalar_metrics_iter_histogram of 200,000 points, p50 / p95", p50p95(histogram), "≤ 60 ms");
  const byId = await latencies(500, () => client.call("tasks.get_by_id", { task }));
  report.add("tasks.get_by_id, p50 / p95", p50p95(byId), "p95 ≤ 5 ms");
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
  report.add("tasks.get_all_ex, web projection, 5,000 tasks, p50 / p95", p50p95(listing), "p95 ≤ 30 ms");
}

async function queues(stack: Stack): Promise<void> {
  const { enqueued, taken } = await measureQueue(stack, { tasks: 2000, clients: 16 });
  report.add("tasks.enqueue/s over HTTP, 16 clients", whole(enqueued));
  report.add("queues.get_next_task/s over HTTP, 16 consumers", whole(taken), "≥ 500");
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
    report.add("Task.init to ready with the SDK", "not measured", NO_PYTHON);
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
  report.add("Task.init to ready with the SDK, median of 5", ms(quantile(times, 0.5)));
}

async function starts(): Promise<void> {
  const { cold, warm } = await measureStart();
  report.add("limpid start to the first answer of all, empty data folder", `${(cold / 1000).toFixed(1)} s`);
  report.add("the same, second start", `${(warm / 1000).toFixed(1)} s`, "≤ 5 s");
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
      report.add(
        "tasks.enqueue to a started container, p50 / p95 of 30",
        p50p95(await bench.startTimes(30)),
        "p95 ≤ 2 s",
      );
      const { seconds, lost } = await bench.shortTasks(200);
      report.add("200 short tasks at once, 8 in parallel: until the last has ended", `${seconds.toFixed(1)} s`);
      report.add("of them not run exactly once", whole(lost), "0");
    });
    await on(50, async (bench) => {
      const bytes = await bench.memoryWith(50);
      report.add(
        "resident memory of agent-services, 50 containers running (PSS)",
        `${whole(bytes / 2 ** 20)} MB`,
        "≤ 150 MB",
      );
    });
  } finally {
    stop();
  }
  return `${HEADINGS.services}

${origin()} The tasks' programs are a line of shell in an image that is there already.

${report.table()}
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
  return `${HEADINGS.scale}

${origin()} One project with ten of eleven tasks, 50 hyperparameters and 20 metrics each, beside 1,000 small projects;
p50 / p95 of 40 calls, one after the other.

| what | 10,000 tasks | 100,000 tasks | growth | aim |
|---|---|---|---|---|
${rows.join("\n")}
`;
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
  return `${HEADINGS.everyday}

${origin()}

${report.table()}
`;
}

build();
const PARTS = { everyday, events: eventScale, elasticsearch: eventsOnElasticsearch, services, scale } as const;
const [, , only] = process.argv;
for (const [name, measure] of Object.entries(PARTS)) {
  if (only && only !== name) continue;
  report = new Report();
  const section = await measure();
  if (section) writeSection(section);
}
