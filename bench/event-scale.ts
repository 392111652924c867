// Events at scale: `npm run bench -- events` on PostgreSQL, `npm run bench -- elasticsearch` on a node with a heap of 512 MB. What is written and read over
// HTTP goes through a whole server; long histories are written, and charts read, straight at the event store, as the web's server does.
import { writeFileSync } from "node:fs";
import { openEventStore } from "@limpid/event-store/open";
import type { EventStore } from "@limpid/event-store/store";
import { elasticsearchLacks, startElasticsearch } from "../scripts/elasticsearch.mjs";
import type { Stack } from "../scripts/stack";
import { eventBytes, KINDS, measureDensity, writeCurves } from "./density";
import { measureIngest } from "./events";
import { addCharts, addRuns, CHARTS, growCurve, LONG, RUN_POINTS } from "./histories";
import { Client } from "./load";
import { latencies, memory, ms, p50p95, quantile, rate, whole } from "./measure";
import { HEADINGS, origin, Report } from "./results";
import { withServer } from "./server";

const SECONDS = 5;
/** Lines of a batch; the last are about 15 MB. */
const BATCHES = [1, 100, 1000, 78_000] as const;
const CLIENTS = [1, 4, 16] as const;
/** Of a chart. */
const PIXELS = 2000;
const COLD_READS = 5;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** Points as people say them. */
const points = (count: number): string => (count >= 1e6 ? `${whole(count / 1e6)} M` : whole(count));

async function ingest(stack: Stack, clients: readonly number[], batches: readonly number[]): Promise<string> {
  await measureIngest(stack, { clients: 1, seconds: 3 });
  const rows: string[][] = [];
  for (const size of batches) {
    const row = [`batches of ${whole(size)}`];
    for (const count of clients)
      row.push(whole(await measureIngest(stack, { clients: count, seconds: SECONDS, size })));
    console.log(row.join("   "));
    rows.push(row);
  }
  return table(
    ["scalar events/s over HTTP", ...clients.map((count) => `${count} client${count > 1 ? "s" : ""}`)],
    rows,
  );
}

async function densities(stack: Stack, report: Report): Promise<void> {
  for (const { name, aim, value } of KINDS) {
    const { written, compacted } = await measureDensity(stack, value);
    report.add(
      `bytes on disk a point, ${name}: as written / compacted`,
      `${written.toFixed(1)} / ${compacted.toFixed(2)}`,
      aim,
    );
  }
}

/** Starts PostgreSQL again, and empties the machine's caches where that is allowed, so that the next read is a cold one. */
async function cool(stack: Stack): Promise<void> {
  process.kill(stack.postgres_pid, "SIGINT");
  for (let isUp = true; isUp; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    try {
      process.kill(stack.postgres_pid, 0);
    } catch {
      isUp = false;
    }
  }
  try {
    writeFileSync("/proc/sys/vm/drop_caches", "3");
  } catch {
    // Not root: the database's own cache is cold, the machine's is not.
  }
  await stack.restartPostgres();
}

/** How one curve of many points is read. */
const LOOKS = [
  { what: "the whole", of: (count: number) => [0, count - 1] },
  { what: "a tenth of it", of: (count: number) => [0.4 * count, 0.5 * count] },
  { what: "a thousandth of it", of: (count: number) => [0.4 * count, 0.401 * count] },
] as const;

async function longCurve(store: EventStore, report: Report, { count, stack }: { count: number; stack?: Stack }) {
  const named = `a curve of ${points(count)} points`;
  for (const { what, of } of LOOKS) {
    const [gte, lte] = of(count);
    const read = () => store.windows({ owners: [LONG], axis: "iter", buckets: PIXELS, range: { gte, lte } });
    await read();
    const warm = p50p95(await latencies(20, read));
    const cold: number[] = [];
    for (let round = 0; stack && round < COLD_READS; round++) {
      await cool(stack);
      // Connecting is not reading.
      await store.health();
      cold.push(...(await latencies(1, read)));
    }
    const figure = cold.length > 0 ? `${warm}, cold ${ms(quantile(cold, 0.5))}` : warm;
    report.add(`chart of ${whole(PIXELS)} pixels, ${what} of ${named}, p50 / p95`, figure, "≤ 50 ms");
  }
  const reads: number[] = [];
  for (let round = 0; round < 5; round++) reads.push(await rate(count, () => store.series({ owners: [LONG] })));
  report.add(`full raw read of ${named}, points/s`, whole(quantile(reads, 0.5)), "≥ 5,000,000");
}

async function charts(store: EventStore, report: Report): Promise<void> {
  const owners = await addCharts(store);
  const read = () => store.windows({ owners, axis: "iter", buckets: 500 });
  await read();
  const what = `${CHARTS.charts} charts of ${CHARTS.runs} runs, ${whole(CHARTS.points)} points each, in one call, p50 / p95`;
  report.add(what, p50p95(await latencies(10, read)), "≤ 300 ms");
}

/** The processes that hold events, after the same work at each size. */
async function workedMemory(stack: Stack): Promise<number> {
  await measureIngest(stack, { clients: 4, seconds: SECONDS });
  const pids = [stack.postgres_pid, stack.child("api").pid ?? 0, stack.child("agent-services").pid ?? 0];
  return memory(pids);
}

/** One history that grows to many tasks, and what reading costs at each size. */
async function manyTasks(stack: Stack, store: EventStore): Promise<string> {
  const client = await Client.login(stack.api_url, stack.user);
  const rows: string[][] = [
    ["events/s added to the store"],
    ["bytes on disk a point, compacted"],
    ["chart of one task, ten curves, p50 / p95"],
    ["summary of one task, p50 / p95"],
    ["the same chart, cold, median"],
    ["deletion of one task, p50 / p95"],
    ["tasks.get_by_id meanwhile, p50 / p95"],
    ["memory of API, agent services and PostgreSQL after the same work (PSS)"],
  ];
  const task = await client.createTask("beside");
  const empty = await eventBytes(stack.database_url);
  let runs = 0;
  const sizes = [1e6, 1e7, 1e8] as const;
  for (const size of sizes) {
    const wanted = size / RUN_POINTS;
    const added = await rate((wanted - runs) * RUN_POINTS, () => addRuns(store, runs, wanted));
    runs = wanted;
    await store.compact();
    const bytes = (await eventBytes(stack.database_url)) - empty;
    const any = () => [`run ${Math.floor(Math.random() * runs)}`];
    const chart = () => store.windows({ owners: any(), axis: "iter", buckets: PIXELS });
    await latencies(20, chart);
    const warm = await latencies(100, chart);
    const summary = await latencies(50, () => store.summarize({ owners: any() }));
    const cold: number[] = [];
    for (let round = 0; round < COLD_READS; round++) {
      await cool(stack);
      await store.health();
      cold.push(...(await latencies(1, chart)));
    }
    const gone = await latencies(10, () => store.remove({ owners: any() }));
    const byId = await latencies(100, () => client.call("tasks.get_by_id", { task }));
    const figures = [
      ...[
        whole(added),
        (bytes / size).toFixed(2),
        p50p95(warm),
        p50p95(summary),
        ms(quantile(cold, 0.5)),
        p50p95(gone),
      ],
      ...[p50p95(byId), `${whole((await workedMemory(stack)) / 2 ** 20)} MB`],
    ];
    console.log(`${points(size)}: ${figures.join("   ")}`);
    for (const [index, figure] of figures.entries()) rows[index]?.push(figure);
  }
  const heads = sizes.map((size) => `${points(size)} points, ${whole(size / RUN_POINTS)} tasks`);
  return table(["what", ...heads], rows);
}

async function withStore<T>(stack: Stack, work: (store: EventStore) => Promise<T>): Promise<T> {
  const store = await openEventStore({ url: stack.database_url, autoCompact: false });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** One curve that grows, then many short ones. */
async function reads(stack: Stack, store: EventStore, report: Report): Promise<void> {
  let before = 0;
  for (const count of [1e6, 1e7]) {
    const added = await rate(count - before, () => growCurve(store, before, count));
    before = count;
    await store.compact();
    report.add(`events/s added to one curve straight to the store, up to ${points(count)}`, whole(added));
    await longCurve(store, report, { count, stack });
  }
  await charts(store, report);
}

/** The part `events`. */
export async function eventScale(): Promise<string> {
  const report = new Report();
  const matrix = await withServer(["api"], async (stack) => {
    const rates = await ingest(stack, CLIENTS, BATCHES);
    await densities(stack, report);
    return rates;
  });
  const apps = ["api", "agent-services"] as const;
  // Cold reads take PostgreSQL away, of which the others would tell at length.
  const quiet = { LIMPID_LOG_LEVEL: "fatal" };
  await withServer(apps, (stack) => withStore(stack, (store) => reads(stack, store, report)), quiet);
  // On a database of its own: room that was freed would be used again, and not be counted.
  const growth = await withServer(apps, (stack) => withStore(stack, (store) => manyTasks(stack, store)), quiet);
  return `${HEADINGS.events}

${origin("npm run bench -- events")}
${whole(SECONDS)} s each; the aims are ≥ 250,000 with one client and ≥ 400,000 with four in batches of 1,000.

${matrix}

${report.table()}

${growth}
`;
}

/** Bytes on disk of all indices, once the segments that deletion left behind are merged. */
async function indexBytes(node: string, prefix: string): Promise<number> {
  const indices = `${node}/${prefix}-*`;
  await fetch(`${indices}/_forcemerge?only_expunge_deletes=true`, { method: "POST" });
  await fetch(`${indices}/_flush`, { method: "POST" });
  const answer = await fetch(`${indices}/_stats/store`);
  const { _all } = (await answer.json()) as { _all: { total: { store: { size_in_bytes: number } } } };
  return _all.total.store.size_in_bytes;
}

/** The part `elasticsearch`. @returns null without a node. */
export async function eventsOnElasticsearch(): Promise<string | null> {
  if (elasticsearchLacks) {
    console.log(`Elasticsearch: not measured, ${elasticsearchLacks}`);
    return null;
  }
  const { env, stop } = startElasticsearch();
  const node = env.LIMPID_TEST_ELASTICSEARCH;
  const prefix = `test-bench-${Date.now()}`;
  const url = `${node}?prefix=${prefix}`;
  const report = new Report();
  try {
    const rates = await withServer(["api"], (stack) => ingest(stack, [1, 4], [100, 1000, 78_000]), { EVENTS_URL: url });
    const store = await openEventStore({ url, autoCompact: false });
    await store.ready();
    await writeCurves(store, (iter) => iter);
    const added = await rate(1e6, () => growCurve(store, 0, 1e6));
    report.add("events/s of one curve straight to the store, one writer", whole(added), "≥ 100,000");
    for (const { name, aim, value } of KINDS) {
      await store.remove({ owners: ["task"] });
      const before = await indexBytes(node, prefix);
      const count = await writeCurves(store, value);
      await store.compact("task");
      const bytes = ((await indexBytes(node, prefix)) - before) / count;
      report.add(`bytes on disk a point, ${name}, compacted`, bytes.toFixed(2), aim === "≤ 3" ? "≤ 10" : "");
    }
    await growCurve(store, 1e6, 1e7);
    await store.compact(LONG);
    await longCurve(store, report, { count: 1e7 });
    await store.close();
    return `${HEADINGS.elasticsearch}

${origin("npm run bench -- elasticsearch")} One node with a heap of 512 MB beside them.

${rates}

${report.table()}
`;
  } finally {
    stop();
  }
}
