// kill -9 of each process of a whole Limpid (`limpid start`) while clients write, and of the supervisor itself; then everything that was
// acknowledged is counted. Takes about two minutes after the build. Prints one line a check and last `N passed, N failed`.
import { type ChildProcess, execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Checks, freePorts, KEY, startLimpid } from "./limpid";

const BASIC = `Basic ${Buffer.from(`${KEY.access_key}:${KEY.secret_key}`).toString("base64")}`;
/** Milliseconds within which writing must go on again after a kill. */
const RECOVERY = 60_000;
const VICTIMS = [
  "api",
  "postgres",
  "files",
  "agent-services",
  "web",
  "postgres",
  "supervisor",
  "api",
  "postgres",
] as const;
type Victim = (typeof VICTIMS)[number];

const scratch = await mkdtemp(join(tmpdir(), "limpid-crash-"));
const [web = 0, api = 0, files = 0] = await freePorts(3);
const API = `http://127.0.0.1:${api}`;
const FILES = `http://127.0.0.1:${files}`;
const start = () => startLimpid(scratch, { web, api, files });
const checks = new Checks();
let token = "";
let stopping = false;

/** What one writer was told is stored, and how often. */
interface Writer {
  readonly name: string;
  /** Acknowledgements so far. */
  acknowledged: number;
  readonly done: Promise<void>;
}

/** Process id of a part of a running Limpid; undefined while it is down. */
async function pidOf(supervisor: ChildProcess, victim: Victim): Promise<number | undefined> {
  if (victim === "supervisor") return supervisor.pid;
  if (victim === "postgres") {
    const lock = await readFile(join(scratch, "data/postgres/postmaster.pid"), "utf8").catch(() => "");
    return Number(lock.split("\n", 1)[0]) || undefined;
  }
  const part = victim === "web" ? "apps/web/.next" : `apps/${victim}/dist`;
  for (const line of execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n")) {
    const [pid, parent, ...command] = line.trim().split(/\s+/);
    if (Number(parent) === supervisor.pid && command.join(" ").includes(part)) return Number(pid);
  }
  return undefined;
}

/** The server answered, and would not have it: a mistake of this test. */
class Refused extends Error {}

/** One call; undefined when the server was not there or failed, so that nothing was acknowledged. @throws Refused */
async function call<T>(name: string, body: unknown): Promise<T | undefined> {
  const lines = Array.isArray(body);
  try {
    const answer = await fetch(`${API}/${name}`, {
      method: "POST",
      headers: { authorization: BASIC, "content-type": lines ? "application/json-lines" : "application/json" },
      body: lines ? body.map((line) => JSON.stringify(line)).join("\n") : JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    const { meta, data } = (await answer.json()) as { meta: { result_msg: string }; data: T };
    if (answer.status >= 400 && answer.status < 500) throw new Refused(`${name}: ${meta.result_msg}`);
    return answer.ok ? data : undefined;
  } catch (error) {
    if (error instanceof Refused) throw error;
    return undefined;
  }
}

async function need<T>(name: string, body: unknown): Promise<T> {
  const data = await call<T>(name, body);
  if (data === undefined) throw new Error(`${name} was not answered`);
  return data;
}

/** Runs `write` over and over until the end; it resolves to whether it was acknowledged. */
function writer(name: string, write: (round: number) => Promise<boolean>): Writer {
  const state = { name, acknowledged: 0 };
  const run = async () => {
    for (let round = 0; !stopping; round++) {
      if (await write(round)) state.acknowledged++;
      else await sleep(50);
    }
  };
  return Object.assign(state, { done: run() });
}

async function newTask(name: string): Promise<string> {
  const { id } = await need<{ id: string }>("tasks.create", { name, type: "training" });
  return id;
}

/** Kills, waits until every writer has been answered again, and says how long that took. */
async function strike(victim: Victim, supervisor: ChildProcess, writers: readonly Writer[]): Promise<ChildProcess> {
  await sleep(200 + Math.random() * 800);
  const pid = await pidOf(supervisor, victim);
  if (pid === undefined) throw new Error(`${victim} is not running`);
  process.kill(pid, "SIGKILL");
  const began = Date.now();
  const next = victim === "supervisor" ? await start() : supervisor;
  const before = writers.map(({ acknowledged }) => acknowledged);
  const goesOn = () => writers.every((one, index) => one.acknowledged > (before[index] ?? 0) + 1);
  while (!(goesOn() && (await pidOf(next, victim))) && Date.now() - began < RECOVERY) await sleep(50);
  checks.report(
    goesOn(),
    `after kill -9 of ${victim} all goes on by itself (${((Date.now() - began) / 1000).toFixed(1)} s)`,
  );
  return next;
}

let supervisor = await start();
try {
  const login = await need<{ token: string }>("auth.login", {});
  token = login.token;

  const curves = await Promise.all(["curve 1", "curve 2", "curve 3"].map(newTask));
  const points = new Map(curves.map((task) => [task, new Set<number>()]));
  const consoleTask = await newTask("console");
  const lines = new Set<string>();
  const artifacts = await newTask("artifacts");
  const keys = new Set<string>();
  const statuses = new Map<string, string>();
  const uploads = new Map<string, string>();

  const writers = [
    ...curves.map((task) => {
      let next = 0;
      return writer("scalars", async () => {
        const iterations = Array.from({ length: 100 }, (_, index) => next + index);
        const batch = iterations.map((iter) => ({
          task,
          type: "training_stats_scalar",
          metric: "m",
          variant: "v",
          iter,
          value: iter / 7,
        }));
        const stored = await call<{ added: number }>("events.add_batch", batch);
        if (stored?.added !== batch.length) return false;
        for (const iter of iterations) points.get(task)?.add(iter);
        next += batch.length;
        return true;
      });
    }),
    writer("console", async (round) => {
      const msg = `line ${round}`;
      const stored = await call<{ added: number }>("events.add_batch", [
        { task: consoleTask, type: "log", level: "info", msg },
      ]);
      if (stored) lines.add(msg);
      return Boolean(stored);
    }),
    writer("statuses", async (round) => {
      const created = await call<{ id: string }>("tasks.create", { name: `life ${round}`, type: "testing" });
      if (!created) return false;
      statuses.set(created.id, "created");
      for (const [verb, status] of [
        ["started", "in_progress"],
        ["completed", "completed"],
      ] as const) {
        // Whether it took place is open until it is answered: then either status is right.
        statuses.set(created.id, `${statuses.get(created.id)}|${status}`);
        if (!(await call(`tasks.${verb}`, { task: created.id }))) return false;
        statuses.set(created.id, status);
      }
      return true;
    }),
    writer("artifacts", async (round) => {
      const artifact = { key: `key ${round}`, type: "custom", uri: "file:///nowhere", mode: "output" };
      const stored = await call("tasks.add_or_update_artifacts", { task: artifacts, artifacts: [artifact] });
      if (stored) keys.add(artifact.key);
      return Boolean(stored);
    }),
    writer("files", async (round) => {
      const path = `folder/${round}.txt`;
      const content = `content ${round} `.repeat(5000);
      const form = new FormData();
      form.append(path, new Blob([content]), "file.txt");
      const answer = await fetch(`${FILES}/`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body: form,
        signal: AbortSignal.timeout(20_000),
      }).catch(() => undefined);
      if (answer?.ok) uploads.set(path, content);
      return answer?.ok ?? false;
    }),
  ];

  for (const victim of VICTIMS) supervisor = await strike(victim, supervisor, writers);
  stopping = true;
  await Promise.all(writers.map(({ done }) => done));

  let missing = 0;
  let doubled = 0;
  for (const [task, acknowledged] of points) {
    const found: number[] = [];
    let scroll_id: string | undefined;
    for (;;) {
      const page = await need<{ variants: { v?: { iter: number[] } }; returned: number; scroll_id: string }>(
        "events.scalar_metrics_iter_raw",
        {
          task,
          metric: { metric: "m", variants: ["v"] },
          batch_size: 100_000,
          ...(scroll_id ? { scroll_id } : {}),
        },
      );
      if (page.returned === 0) break;
      found.push(...(page.variants.v?.iter ?? []));
      scroll_id = page.scroll_id;
    }
    const there = new Set(found);
    missing += [...acknowledged].filter((iter) => !there.has(iter)).length;
    doubled += found.length - there.size;
  }
  const all = [...points.values()].reduce((sum, { size }) => sum + size, 0);
  checks.report(
    missing === 0 && doubled === 0 && all > 0,
    `${all} acknowledged points: ${missing} missing, ${doubled} doubled`,
  );

  const log = new Map<string, number>();
  for (let from_timestamp: number | undefined; ; ) {
    const { events } = await need<{ events: Array<{ msg: string; timestamp: number }> }>("events.get_task_log", {
      task: consoleTask,
      batch_size: 5000,
      navigate_earlier: false,
      ...(from_timestamp === undefined ? {} : { from_timestamp }),
    });
    if (events.length === 0) break;
    for (const { msg } of events) log.set(msg, (log.get(msg) ?? 0) + 1);
    from_timestamp = Math.max(...events.map(({ timestamp }) => timestamp));
  }
  const lost = [...lines].filter((line) => log.get(line) !== 1).length;
  checks.report(lost === 0 && lines.size > 0, `${lines.size} acknowledged console lines: ${lost} missing or doubled`);

  const wrong: string[] = [];
  for (const [id, expected] of statuses) {
    const { task } = await need<{ task: { status: string } }>("tasks.get_by_id", { task: id });
    if (!expected.split("|").includes(task.status)) wrong.push(`${id} is ${task.status}, not ${expected}`);
  }
  checks.report(
    wrong.length === 0 && statuses.size > 0,
    `${statuses.size} tasks: ${wrong.length} with another status than acknowledged ${wrong.join("; ")}`,
  );

  const { task } = await need<{ task: { execution: { artifacts: Array<{ key: string }> } } }>("tasks.get_by_id", {
    task: artifacts,
  });
  const stored = new Set(task.execution.artifacts.map(({ key }) => key));
  const gone = [...keys].filter((key) => !stored.has(key)).length;
  checks.report(gone === 0 && keys.size > 0, `${keys.size} acknowledged artifacts: ${gone} missing`);

  let damaged = 0;
  for (const [path, content] of uploads) {
    const answer = await fetch(`${FILES}/${path}`, { headers: { authorization: `Bearer ${token}` } });
    if ((await answer.text()) !== content) damaged++;
  }
  checks.report(damaged === 0 && uploads.size > 0, `${uploads.size} acknowledged files: ${damaged} missing or damaged`);
} catch (error) {
  stopping = true;
  checks.report(false, error instanceof Error ? (error.stack ?? error.message) : String(error));
}
supervisor.kill("SIGTERM");
await new Promise((resolve) => supervisor.once("close", resolve));
checks.report(supervisor.exitCode === 0, "and it stops cleanly");
await rm(scratch, { recursive: true, force: true });
checks.finish();
