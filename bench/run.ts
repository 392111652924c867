// `npm run bench`: what a user feels, measured through the front doors of a real server on this machine; figures go to bench/results.md.
// Needs `npm run build` before (it runs the bundles) and, for the SDK line, the virtual environment that `npm test` makes.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { type Stack, startStack } from "../scripts/stack";
import { Client, insertTasks, scalarLines, WEB_PROJECTION } from "./load";
import { measureQueue } from "./queue";
import { measureStart } from "./start";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const rows: Array<[what: string, figure: string, aim: string]> = [];

function report(what: string, figure: string, aim: string): void {
  rows.push([what, figure, aim]);
  console.log(`${what.padEnd(62)} ${figure.padStart(22)}   ${aim}`);
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

const ms = (value: number) => `${value.toFixed(1)} ms`;

/** Scalar events a second through HTTP: `clients` connections, each sending batches of 1,000 lines for some seconds, each to its own task. */
async function ingest(stack: Stack, clients: number, seconds: number): Promise<number> {
  const connections = await Promise.all(Array.from({ length: clients }, () => Client.login(stack.api_url, stack.user)));
  const tasks = await Promise.all(connections.map((client, index) => client.createTask(`ingest ${clients}/${index}`)));
  const end = performance.now() + seconds * 1000;
  const started = performance.now();
  const sent = await Promise.all(
    connections.map(async (client, index) => {
      let count = 0;
      for (let batch = 0; performance.now() < end; batch++) {
        await client.call("events.add_batch", scalarLines(tasks[index] ?? "", batch, 1000), "application/json-lines");
        count += 1000;
      }
      return count;
    }),
  );
  return sent.reduce((a, b) => a + b, 0) / ((performance.now() - started) / 1000);
}

async function latencies(count: number, call: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const started = performance.now();
    await call();
    times.push(performance.now() - started);
  }
  return times;
}

async function bytesAPoint(stack: Stack, client: Client): Promise<void> {
  const database = new pg.Client({ connectionString: stack.database_url });
  await database.connect();
  const size = async () => {
    await database.query("VACUUM FULL ANALYZE").catch(() => {});
    const { rows: found } = await database.query(
      "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::float8 AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'events' AND c.relkind IN ('r', 'm')",
    );
    return Number(found[0]?.bytes);
  };
  const task = await client.createTask("two hundred thousand points");
  const before = await size();
  for (let batch = 0; batch < 200; batch++)
    await client.call("events.add_batch", scalarLines(task, batch, 1000), "application/json-lines");
  const { openEventStore } = await import("@limpid/event-store");
  const store = openEventStore({ url: stack.database_url });
  await store.ready();
  await store.compact();
  await store.close();
  const after = await size();
  report("bytes on disk a point, after compaction (200 k points)", ((after - before) / 200_000).toFixed(2), "≤ 10");
  await database.end();
  const histogram = await latencies(20, () => client.call("events.scalar_metrics_iter_histogram", { task }));
  report("scalar_metrics_iter_histogram on 200 k points, median", ms(quantile(histogram, 0.5)), "≤ 60 ms");
  const byId = await latencies(300, () => client.call("tasks.get_by_id", { task }));
  report("tasks.get_by_id, p50 / p95", `${ms(quantile(byId, 0.5))} / ${ms(quantile(byId, 0.95))}`, "p95 ≤ 5 ms");
}

async function lists(stack: Stack, client: Client): Promise<void> {
  const project = await insertTasks(stack, client, 5000);
  const listing = await latencies(100, () =>
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
  report(
    "tasks.get_all_ex, web projection, 5,000 tasks, p50 / p95",
    `${ms(quantile(listing, 0.5))} / ${ms(quantile(listing, 0.95))}`,
    "p95 ≤ 30 ms",
  );
}

/** Resident memory of the server's processes, shared pages counted once where the kernel tells (PSS). */
function memory(stack: Stack): string {
  const roots = [
    stack.postgres_pid,
    ...(["api", "files", "web", "agent-services"] as const).flatMap((app) => stack.child(app).pid ?? []),
  ];
  const children = (pid: number): number[] => {
    const listed = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => {
        try {
          return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, "utf8"))?.[1]) === pid;
        } catch {
          return false;
        }
      });
    return listed.flatMap((name) => [Number(name), ...children(Number(name))]);
  };
  const kilobytes = roots
    .flatMap((pid) => [pid, ...children(pid)])
    .map((pid) => {
      try {
        return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
      } catch {
        return 0;
      }
    });
  return `${Math.round(kilobytes.reduce((a, b) => a + b, 0) / 1024)} MB`;
}

async function sdkInit(stack: Stack): Promise<void> {
  const python = `${ROOT}.venv/bin/python`;
  if (!existsSync(python))
    return report("Task.init to ready with the SDK", "not measured", "run `npm test -- sdk` first");
  const program =
    "import time; t=time.time(); from clearml import Task; i=time.time(); k=Task.init(project_name='bench', task_name='init', auto_connect_frameworks=False, auto_resource_monitoring=False); print('READY', time.time()-i); k.close()";
  const env = {
    ...process.env,
    CLEARML_API_HOST: stack.api_url,
    CLEARML_WEB_HOST: stack.web_url,
    CLEARML_FILES_HOST: stack.files_url,
    CLEARML_API_ACCESS_KEY: stack.user.access_key,
    CLEARML_API_SECRET_KEY: stack.user.secret_key,
    HOME: stack.data_dir,
  };
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const child = spawn(python, ["-c", program], { env, cwd: "/tmp", stdio: ["ignore", "pipe", "ignore"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    await new Promise((resolve) => child.on("close", resolve));
    times.push(Number(/READY ([\d.]+)/.exec(output)?.[1]) * 1000);
  }
  report("Task.init to ready with the SDK, median of 3", ms(quantile(times, 0.5)), "");
}

const commit = spawnSync("git", ["rev-parse", "--short", "HEAD"], { cwd: ROOT, encoding: "utf8" }).stdout.trim();
const stack = await startStack({ apps: ["api", "files", "web", "agent-services"], durable: true, bundled: true });
try {
  const client = await Client.login(stack.api_url, stack.user);
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  report("resident memory of all processes, idle (PSS)", memory(stack), "≤ 500 MB");
  await ingest(stack, 1, 2);
  report(
    "scalar events/s over HTTP, batches of 1,000, one client",
    Math.round(await ingest(stack, 1, 8)).toLocaleString("en"),
    "≥ 150,000",
  );
  report("the same, four clients", Math.round(await ingest(stack, 4, 8)).toLocaleString("en"), "");
  await bytesAPoint(stack, client);
  await lists(stack, client);
  const queue = await measureQueue(stack, { tasks: 2000, clients: 16 });
  report("tasks.enqueue/s over HTTP, 16 clients", Math.round(queue.enqueued).toLocaleString("en"), "");
  report("queues.get_next_task/s over HTTP, 16 consumers", Math.round(queue.taken).toLocaleString("en"), "≥ 500");
  await sdkInit(stack);
} finally {
  await stack.stop();
}
const start = await measureStart();
report("limpid start to the first answer of all, first start", `${(start.cold / 1000).toFixed(1)} s`, "");
report("the same, second start", `${(start.warm / 1000).toFixed(1)} s`, "≤ 5 s");

const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
const table = rows.map(([what, figure, aim]) => `| ${what} | ${figure} | ${aim} |`).join("\n");
writeFileSync(
  `${ROOT}bench/results.md`,
  `# Benchmarks\n\nMade by \`npm run bench\` at ${commit}, ${new Date().toISOString().slice(0, 10)}.\nMachine: ${machine}; shared, so ratios count more than absolute figures.\n\n| what | measured | aim |\n|---|---|---|\n${table}\n`,
);
