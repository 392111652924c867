// Fills a server with what a team of a few weeks has: projects, 60 runs in every state with metrics, logs, plots, pictures, artifacts and models,
// queues and workers. Everything goes over the wire, as the SDK would send it; only the dates are set back in the database afterwards.
// `npx tsx scripts/stack.ts --dev --seed api files web` starts a server that has it; tests call seed().
import { createDatabase } from "@limpid/db";
import { type Collections, findCollections, seedCollections } from "./seed-collections";
import { consoleLines, DIFF, picture, plots, REQUIREMENTS, randomness, trainingCurves } from "./seed-content";
import { type Plan, plans } from "./seed-plans";

export interface SeedTarget {
  readonly api_url: string;
  readonly files_url: string;
  readonly access_key: string;
  readonly secret_key: string;
  /** Where the dates of runs are set back; without it all of them are new. */
  readonly database_url?: string;
}

export interface Seeded extends Collections {
  /** Ids by name: `vision/classification`, `vision/detection`, `language/translation`, `empty`. */
  readonly projects: Readonly<Record<string, string>>;
  /** Ids of the runs in the order in which they were made. */
  readonly runs: readonly string[];
  readonly queues: Readonly<Record<string, string>>;
}

type Call = <Reply = Record<string, unknown>>(name: string, body: unknown) => Promise<Reply>;

const HOUR = 3_600_000;

/** Fills the server, unless it has been filled before. Takes some seconds. */
export async function seed(target: SeedTarget): Promise<Seeded> {
  const { call, upload } = await connect(target);
  const before = await findSeeded(call);
  if (before) return before;
  const projects: Record<string, string> = {};
  for (const [name, description] of [
    ["vision/classification", "# Image classification\n\nBaselines on **ImageNet-100**. Goal: top-1 above 0.9.\n"],
    ["vision/detection", "Detectors for the road data."],
    ["language/translation", ""],
    ["empty", ""],
  ] as const)
    projects[name] = (await call<{ id: string }>("projects.create", { name, description })).id;
  const queues: Record<string, string> = {};
  for (const name of ["gpu", "cpu", "nightly"])
    queues[name] = (await call<{ id: string }>("queues.create", { name })).id;

  const runs: string[] = [];
  for (const [index, plan] of plans().entries()) {
    const run = await createRun(call, plan, String(projects[plan.project]), runs[index - 4]);
    runs.push(run);
    await fill({ call, upload, target }, plan, run, index);
    await finish(call, plan, run, queues);
  }
  await workers(call, queues, runs.slice(-6));
  if (target.database_url) await setBack(target.database_url, runs);
  const collections = await seedCollections(
    { call, upload },
    { project: String(projects["vision/classification"]), runs: runs.slice(0, 4) },
  );
  return { projects, runs, queues, ...collections };
}

/** What an earlier seed made; null when there was none. */
async function findSeeded(call: Call): Promise<Seeded | null> {
  const named = (list: readonly { id: string; name: string }[]) =>
    Object.fromEntries(list.map(({ id, name }) => [name, id]));
  const only_fields = ["name"];
  const { projects } = await call<{ projects: { id: string; name: string }[] }>("projects.get_all_ex", { only_fields });
  const byName = named(projects);
  if (!byName["vision/classification"]) return null;
  const { queues } = await call<{ queues: { id: string; name: string }[] }>("queues.get_all_ex", {});
  const { tasks } = await call<{ tasks: { id: string }[] }>("tasks.get_all_ex", {
    project: Object.values(byName),
    order_by: ["created"],
    only_fields,
  });
  return {
    projects: byName,
    runs: tasks.map(({ id }) => id),
    queues: named(queues),
    ...(await findCollections({ call })),
  };
}

async function createRun(call: Call, plan: Plan, project: string, parent: string | undefined): Promise<string> {
  const items = Object.entries(plan.args).map(([name, value]) => [
    name,
    { section: "Args", name, value, type: /^[\d.]+$/.test(value) ? "float" : "str" },
  ]);
  const { id } = await call<{ id: string }>("tasks.create", {
    name: plan.name,
    type: plan.type,
    project,
    tags: plan.tags,
    comment: plan.state === "failed" ? "Ran out of memory on one card; try a smaller batch." : "",
    ...(plan.name.startsWith("evaluate") && parent ? { parent } : {}),
    hyperparams: {
      Args: Object.fromEntries(items),
      Data: { name: { section: "Data", name: "name", value: plan.project.split("/")[1], type: "str" } },
    },
    configuration: {
      model: {
        name: "model",
        type: "yaml",
        value: `arch: ${plan.args.arch ?? plan.name.split(" ")[0]}\ndepth: 12\nhead:\n  dropout: ${plan.args.dropout ?? "0.1"}\n  classes: 100\n`,
      },
    },
    script: {
      repository: "https://git.example.com/team/vision.git",
      branch: "main",
      version_num: "4f2c9d1e7ab0c34455d16ee2f0b7a9c8d7e6f5a4",
      entry_point: "train.py",
      working_dir: ".",
      diff: DIFF,
      requirements: { pip: REQUIREMENTS },
    },
    container: { image: "nvcr.example.com/pytorch:25.10", arguments: "--ipc=host" },
  });
  return id;
}

interface Tools {
  readonly call: Call;
  readonly upload: (path: string, content: Buffer | string) => Promise<string>;
  readonly target: SeedTarget;
}

/** What a run leaves behind: scalars, log, plots, pictures, artifacts and a model. */
async function fill({ call, upload }: Tools, plan: Plan, task: string, index: number): Promise<void> {
  if (plan.state === "created" || plan.state === "queued") return;
  const random = randomness(100 + index);
  await call("tasks.started", { task });
  const steps = { running: 60, failed: 45, aborted: 70 }[plan.state as string] ?? 100;
  const length = (2 + random() * 9) * HOUR;
  const start = Date.now() - age(index) * HOUR;
  const at = (iter: number) => Math.round(start + (iter / 100) * length);
  const rows = trainingCurves(random, {
    steps,
    skill: plan.skill,
    speed: plan.args.lr === "0.003" ? 1.6 : 1,
    bad: plan.args.lr === "0.003" && plan.args.seed === "1",
  });
  const scalars = rows.flatMap(({ iter, ...values }) =>
    Object.entries(values).map(([name, value]) => scalar(task, name, iter, at(iter), value)),
  );
  const machine = rows
    .filter(({ iter }) => iter % 2 === 0)
    .flatMap(({ iter }) => [
      scalar(task, ":monitor:gpu/gpu_0_utilization", iter, at(iter), 82 + random() * 16),
      scalar(task, ":monitor:gpu/gpu_0_mem_usage", iter, at(iter), 61 + random() * 2),
      scalar(task, ":monitor:machine/cpu_usage", iter, at(iter), 30 + random() * 20),
      scalar(task, ":monitor:machine/memory_used_gb", iter, at(iter), 48 + random() * 4),
    ]);
  const single = scalar(task, "Summary/best top1", -(2 ** 31), at(steps), plan.skill);
  const end = plan.state === "failed" ? "failed" : plan.state === "running" ? "running" : "ok";
  const log = consoleLines(plan.name, steps, end).map((msg, line) => ({
    type: "log",
    task,
    iter: 0,
    timestamp: start + line * 20_000,
    level: msg.includes("Traceback") ? "ERROR" : "INFO",
    worker: "gpu-node-1:gpu0",
    msg,
  }));
  const figures = plots(random, plan.skill).map(([metric, variant, figure]) => ({
    type: "plot",
    task,
    iter: steps - 1,
    timestamp: at(steps),
    metric,
    variant,
    plot_str: JSON.stringify(figure),
  }));
  await addEvents(call, [...scalars, ...machine, single, ...log, ...(index % 2 === 0 ? figures : [])]);
  if (index % 6 === 0) await addPictures({ call, upload }, task, random, at);
  if (plan.state === "completed" || plan.state === "published") await addResults({ call, upload }, plan, task, random);
}

function scalar(task: string, name: string, iter: number, timestamp: number, value: number) {
  const [metric, variant] = name.split("/");
  return { type: "training_stats_scalar", task, metric, variant, iter, timestamp, value };
}

async function addEvents(call: Call, events: readonly object[]): Promise<void> {
  await call("events.add_batch", events.map((event) => JSON.stringify(event)).join("\n"));
}

async function addPictures(
  { call, upload }: Pick<Tools, "call" | "upload">,
  task: string,
  random: () => number,
  at: (iter: number) => number,
): Promise<void> {
  const events = [];
  for (const iter of [10, 20, 30])
    for (const [metric, variant] of [
      ["samples", "image 0"],
      ["samples", "image 1"],
      ["attention", "head 0"],
    ] as const) {
      const url = await upload(`seed/${task}/${metric}/${variant.replace(" ", "_")}_${iter}.png`, picture(random));
      events.push({ type: "training_debug_image", task, metric, variant, iter, timestamp: at(iter), url, key: url });
    }
  await addEvents(call, events);
}

async function addResults(
  { call, upload }: Pick<Tools, "call" | "upload">,
  plan: Plan,
  task: string,
  random: () => number,
): Promise<void> {
  const files: readonly (readonly [string, string, Buffer | string])[] = [
    ["metrics", "metrics.json", JSON.stringify({ top1: plan.skill, epochs: Number(plan.args.epochs) }, null, 2)],
    ["predictions", "predictions.csv", `id,label,score\n1,cat,${random().toFixed(3)}\n2,dog,${random().toFixed(3)}\n`],
    ["notes", "notes.md", `# ${plan.name}\n\nConverged after ${plan.args.epochs} epochs.\n`],
    ["preview", "preview.png", picture(random)],
  ];
  const artifacts = [];
  for (const [key, file, content] of files)
    artifacts.push({
      key,
      type: "custom",
      mode: "output",
      uri: await upload(`seed/${task}/artifacts/${key}/${file}`, content),
      content_size: Buffer.byteLength(content),
      timestamp: Math.round(Date.now() / 1000),
      type_data: typeof content === "string" ? { preview: content.slice(0, 500), content_type: "text/plain" } : {},
    });
  await call("tasks.add_or_update_artifacts", { task, artifacts });
  const uri = await upload(`seed/${task}/models/best.pt`, Buffer.alloc(2048, task));
  const { id: model } = await call<{ id: string }>("models.create", {
    name: `${plan.name} – best`,
    uri,
    framework: plan.project.startsWith("language") ? "Transformers" : "PyTorch",
    task,
    project: (await call<{ task: { project: string } }>("tasks.get_by_id", { task })).task.project,
    tags: plan.tags,
    ready: false,
    labels: { cat: 0, dog: 1 },
    metadata: { top1: { key: "top1", type: "float", value: plan.skill.toFixed(4) } },
  });
  await call("tasks.add_or_update_model", { task, name: "best", model, type: "output", iteration: 99 });
}

/** Brings a run into its state. */
async function finish(call: Call, plan: Plan, task: string, queues: Readonly<Record<string, string>>): Promise<void> {
  switch (plan.state) {
    case "created":
      return;
    case "queued":
      await call("tasks.enqueue", { task, queue: plan.project.startsWith("language") ? queues.nightly : queues.gpu });
      return;
    case "running":
      await call("tasks.edit_runtime", { task, add_or_update: { progress: "60" } }).catch(() => undefined);
      return;
    case "failed":
      await call("tasks.failed", {
        task,
        status_reason: "CUDA out of memory",
        status_message: "process ended with code 1",
      });
      return;
    case "aborted":
      await call("tasks.stopped", { task, status_message: "Stopped by Ada Lovelace" });
      return;
    default:
      await call("tasks.completed", { task });
      if (plan.state === "published") await call("tasks.publish", { task });
      if (plan.state === "archived") await call("tasks.archive_many", { ids: [task] });
  }
}

/** Three machines with two hours of load behind them; two of them work on running runs. */
async function workers(call: Call, queues: Readonly<Record<string, string>>, running: readonly string[]) {
  const random = randomness(7);
  const machines = [
    { worker: "gpu-node-1:gpu0", queue: queues.gpu, task: running.at(-3), gpus: 1 },
    { worker: "gpu-node-2:gpu0,1", queue: queues.gpu, task: running.at(-2), gpus: 2 },
    { worker: "cpu-node-1", queue: queues.cpu, task: undefined, gpus: 0 },
  ];
  for (const { worker, queue, task, gpus } of machines) {
    await call("workers.register", { worker, queues: [queue], timeout: 86_400, tags: gpus ? ["gpu"] : [] });
    for (let minutes = 120; minutes >= 0; minutes -= 4) {
      const busy = task && minutes < 90;
      const each = (value: () => number) => Array.from({ length: gpus }, value);
      await call("workers.status_report", {
        worker,
        timestamp: Date.now() - minutes * 60_000,
        queues: [queue],
        tags: gpus ? ["gpu"] : [],
        ...(busy ? { task, queue } : {}),
        machine_stats: {
          cpu_usage: Array.from({ length: 4 }, () => (busy ? 40 : 5) + random() * 15),
          memory_used: (busy ? 52 : 9) + random() * 3,
          memory_free: (busy ? 76 : 119) + random(),
          network_tx: random() * 12,
          network_rx: (busy ? 40 : 1) + random() * 25,
          ...(gpus > 0
            ? {
                gpu_usage: each(() => (busy ? 86 + random() * 12 : 0)),
                gpu_memory_used: each(() => (busy ? 62 + random() * 3 : 1)),
                gpu_memory_free: each(() => (busy ? 16 : 78)),
              }
            : {}),
        },
      });
    }
  }
}

/** Hours that a run is old: the first ones weeks, the last ones minutes. */
function age(index: number): number {
  return 6 + ((59 - index) / 59) ** 2 * 24 * 20;
}

async function setBack(url: string, runs: readonly string[]): Promise<void> {
  const db = createDatabase(url, { poolSize: 1 });
  for (const [index, id] of runs.entries()) {
    const hours = (2 + randomness(100 + index)() * 9) * 0.9;
    await db.$executeRaw`
      UPDATE tasks SET
        created = created - make_interval(secs => ${(age(index) + 0.1) * 3600}),
        started = started - make_interval(secs => ${age(index) * 3600}),
        completed = completed - make_interval(secs => ${(age(index) - hours) * 3600}),
        active_duration = CASE WHEN started IS NULL THEN NULL WHEN completed IS NULL THEN ${Math.round(age(index) * 3600)}::int ELSE ${Math.round(hours * 3600)}::int END,
        last_update = CASE WHEN status IN ('in_progress', 'queued') THEN last_update ELSE last_update - make_interval(secs => ${(age(index) - hours) * 3600}) END
      WHERE id = ${id}`;
  }
  await db.$disconnect();
}

async function connect(target: SeedTarget): Promise<Omit<Tools, "target">> {
  const basic = `Basic ${Buffer.from(`${target.access_key}:${target.secret_key}`).toString("base64")}`;
  const send = async <Reply>(name: string, body: unknown, authorization: string): Promise<Reply> => {
    const lines = typeof body === "string";
    const answer = await fetch(`${target.api_url}/v2.31/${name}`, {
      method: "POST",
      headers: { authorization, "content-type": lines ? "application/json-lines" : "application/json" },
      body: lines ? body : JSON.stringify(body),
    });
    const { meta, data } = (await answer.json()) as { meta: { result_msg: string }; data: Reply };
    if (!answer.ok) throw new Error(`${name}: ${meta.result_msg}`);
    return data;
  };
  const { token } = await send<{ token: string }>("auth.login", {}, basic);
  return {
    call: (name, body) => send(name, body, `Bearer ${token}`),
    upload: async (path, content) => {
      const form = new FormData();
      form.append(path, new Blob([new Uint8Array(Buffer.from(content))]), path.split("/").at(-1));
      const answer = await fetch(target.files_url, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body: form,
      });
      if (!answer.ok) throw new Error(`upload of ${path}: ${answer.status}`);
      return `${target.files_url}/${path}`;
    },
  };
}
