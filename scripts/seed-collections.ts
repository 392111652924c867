// What a team keeps beside its runs: a data set in three versions, a pipeline that ran twice, and reports. As the SDK stores them
// (wire-protocol §11, "Special names and tags").
import { randomness, trainingCurves } from "./seed-content";

export interface CollectionTools {
  readonly call: <Reply = Record<string, unknown>>(name: string, body: unknown) => Promise<Reply>;
  readonly upload: (path: string, content: Buffer | string) => Promise<string>;
}

/** Ids of what was made. */
export interface Collections {
  /** Project of the data set, and its versions, the oldest first. */
  readonly dataset: string;
  readonly versions: readonly string[];
  /** Project of the pipeline, and its runs, the oldest first. */
  readonly pipeline: string;
  readonly pipeline_runs: readonly string[];
  readonly reports: readonly string[];
}

/** Fills in what `runs` (some of them finished) and `project` are written about. */
export async function seedCollections(
  tools: CollectionTools,
  { project, runs }: { readonly project: string; readonly runs: readonly string[] },
): Promise<Collections> {
  const { dataset, versions } = await seedDataset(tools);
  const { pipeline, pipeline_runs } = await seedPipeline(tools, versions.at(-1) ?? "");
  return { dataset, versions, pipeline, pipeline_runs, reports: await seedReports(tools, project, runs) };
}

/** What an earlier {@link seedCollections} made. */
export async function findCollections({ call }: Pick<CollectionTools, "call">): Promise<Collections> {
  type Named = { id: string; name: string };
  const project = async (name: string) =>
    (await call<{ projects: Named[] }>("projects.get_all_ex", { name, search_hidden: true })).projects[0]?.id ?? "";
  const tasks = async (query: object) =>
    (
      await call<{ tasks: Named[] }>("tasks.get_all_ex", {
        ...query,
        search_hidden: true,
        order_by: ["created"],
        only_fields: ["name"],
      })
    ).tasks.map(({ id }) => id);
  const [dataset, pipeline] = [await project("/road-signs$"), await project("/nightly training$")];
  const reports = await call<{ tasks: Named[] }>("reports.get_all_ex", {
    order_by: ["created"],
    only_fields: ["name"],
  });
  return {
    dataset,
    versions: await tasks({ project: [dataset], type: ["data_processing"] }),
    pipeline,
    pipeline_runs: await tasks({ project: [pipeline], type: ["controller"] }),
    reports: reports.tasks.map(({ id }) => id),
  };
}

/** A hidden project with the tags by which it is told apart. */
async function hiddenProject({ call }: CollectionTools, name: string, tag: string, tags: string[]): Promise<string> {
  const { id } = await call<{ id: string }>("projects.create", { name, tags, system_tags: [tag, "hidden"] });
  return id;
}

interface Entry {
  readonly relative_path: string;
  readonly hash: string;
  readonly parent_dataset_id: string;
  readonly size: number;
  readonly artifact_name: string;
}

async function seedDataset(tools: CollectionTools): Promise<{ dataset: string; versions: string[] }> {
  const { call, upload } = tools;
  const dataset = await hiddenProject(tools, "vision/.datasets/road-signs", "dataset", ["public roads"]);
  const random = randomness(31);
  const versions: { id: string; version: string; parents: string[]; size: number }[] = [];
  let files: Entry[] = [];
  for (const [version, add, change] of [
    ["1.0.0", 120, 0],
    ["1.1.0", 40, 6],
    ["2.0.0", 25, 18],
  ] as const) {
    const parent = versions.at(-1);
    const { id } = await call<{ id: string }>("tasks.create", {
      name: "road-signs",
      type: "data_processing",
      project: dataset,
      tags: version === "2.0.0" ? ["stable"] : [],
      system_tags: ["dataset"],
      comment: version === "2.0.0" ? "Night pictures, and labels checked by two people." : "",
      ...(parent ? { parent: parent.id } : {}),
      hyperparams: { properties: { version: { section: "properties", name: "version", value: version, type: "str" } } },
    });
    await call("tasks.started", { task: id });
    const entry = (name: string): Entry => ({
      relative_path: name,
      hash: Array.from({ length: 64 }, () => Math.floor(random() * 16).toString(16)).join(""),
      parent_dataset_id: id,
      size: Math.round(40_000 + random() * 400_000),
      artifact_name: "data",
    });
    const before = files;
    const kept = before.slice(version === "2.0.0" ? 4 : 0);
    files = kept.map((file, index) => (index < change ? entry(file.relative_path) : file));
    for (let index = 0; index < add; index++)
      files.push(
        entry(
          `images/${index % 3 === 0 ? "night" : "day"}/sign_${version[0]}${version[2]}_${String(index).padStart(4, "0")}.jpg`,
        ),
      );
    if (!parent) files.push(entry("labels.csv"), entry("README.md"));
    const total = (list: readonly Entry[]) => list.reduce((sum, file) => sum + file.size, 0);
    versions.push({ id, version, parents: parent ? [parent.id] : [], size: total(files) });
    const graph = Object.fromEntries(versions.map((each) => [each.id, each.parents]));
    const state = { file_count: files.length, total_size: total(files), dataset_file_entries: files, id };
    const text = JSON.stringify({ ...state, dataset_link_entries: [], dependency_graph: graph, dirty: false });
    const uri = await upload(`seed/${id}/artifacts/state/state.json`, text);
    const data = await upload(`seed/${id}/artifacts/data/dataset.zip`, Buffer.alloc(4096, id));
    const artifact = { mode: "output", timestamp: Math.round(Date.now() / 1000) };
    await call("tasks.add_or_update_artifacts", {
      task: id,
      force: true,
      artifacts: [
        { ...artifact, key: "state", type: "dict", uri, content_size: text.length },
        { ...artifact, key: "data", type: "custom", uri: data, content_size: 4096 },
      ],
    });
    await call("tasks.edit", {
      task: id,
      force: true,
      runtime: {
        version,
        ds_file_count: files.length,
        ds_link_count: 0,
        ds_total_size: total(files),
        ds_total_size_compressed: Math.round(total(files) * 0.93),
        ds_change_add: add + (parent ? 0 : 2),
        ds_change_remove: before.length - kept.length,
        ds_change_modify: change,
        ds_change_size: total(files) - total(before),
      },
      configuration: { "Dataset Struct": structure(versions) },
    });
    await call("tasks.completed", { task: id });
  }
  return { dataset, versions: versions.map(({ id }) => id) };
}

function structure(versions: readonly { id: string; version: string; parents: readonly string[]; size: number }[]) {
  const place = (id: string) => String(versions.findIndex((each) => each.id === id));
  const nodes = versions.map(({ id, version, parents, size }) => ({
    job_id: id,
    status: "completed",
    last_update: Math.round(Date.now() / 1000),
    parents: parents.map(place),
    job_size: size,
    name: "road-signs",
    version,
  }));
  const value = JSON.stringify(Object.fromEntries(nodes.map((node, index) => [String(index), node])));
  return { name: "Dataset Struct", type: "json", description: "Structure of the dataset", value };
}

/** The steps of the pipeline; `wait` of the parents come first. */
const STEPS: readonly { name: string; parents: string[]; type: string; minutes: number }[] = [
  { name: "fetch", parents: [], type: "data_processing", minutes: 4 },
  { name: "clean", parents: ["fetch"], type: "data_processing", minutes: 9 },
  { name: "split", parents: ["clean"], type: "data_processing", minutes: 2 },
  { name: "train_small", parents: ["split"], type: "training", minutes: 55 },
  { name: "train_large", parents: ["split"], type: "training", minutes: 140 },
  { name: "train_ensemble", parents: ["split"], type: "training", minutes: 170 },
  { name: "compare", parents: ["train_small", "train_large", "train_ensemble"], type: "qc", minutes: 5 },
  { name: "deploy", parents: ["compare"], type: "service", minutes: 1 },
];

async function seedPipeline(
  tools: CollectionTools,
  dataset: string,
): Promise<{ pipeline: string; pipeline_runs: string[] }> {
  const pipeline = await hiddenProject(tools, "vision/.pipelines/nightly training", "pipeline", ["nightly"]);
  const done = await pipelineRun(tools, { pipeline, dataset, name: "nightly training", until: STEPS.length });
  const running = await pipelineRun(tools, { pipeline, dataset, name: "nightly training #2", until: 4 });
  return { pipeline, pipeline_runs: [done, running] };
}

/** One run: `until` steps are done, the next two run, the others wait. */
async function pipelineRun(
  { call }: CollectionTools,
  run: { pipeline: string; dataset: string; name: string; until: number },
): Promise<string> {
  const argument = (name: string, value: string, type: string) => ({ section: "Args", name, value, type });
  const { id: controller } = await call<{ id: string }>("tasks.create", {
    name: run.name,
    type: "controller",
    project: run.pipeline,
    system_tags: ["pipeline"],
    hyperparams: {
      Args: {
        dataset: { ...argument("dataset", run.dataset, "str"), description: "Version of the data to train on" },
        epochs: argument("epochs", "40", "int"),
        learning_rate: argument("learning_rate", "0.001", "float"),
        augment: argument("augment", "true", "bool"),
      },
      properties: { version: { section: "properties", name: "version", value: "1.0.0", type: "str" } },
    },
  });
  await call("tasks.started", { task: controller });
  let clock = Date.now() / 1000 - 6 * 3600;
  const nodes: Record<string, unknown> = {};
  for (const [index, step] of STEPS.entries()) {
    const state = index < run.until ? "completed" : index < run.until + 2 ? "running" : "pending";
    const node = { base_task_id: null, queue: "gpu", parents: step.parents, job_type: step.type, status: state };
    if (state === "pending") {
      nodes[step.name] = { ...node, parameters: {}, executed: null, job_id: null };
      continue;
    }
    const { id } = await call<{ id: string }>("tasks.create", {
      name: step.name,
      type: step.type,
      project: run.pipeline,
      parent: controller,
      tags: [`pipe:${run.name}`],
      system_tags: [],
    });
    await call("tasks.started", { task: id });
    await curves(call, id, step.type, index);
    if (state === "completed") await call("tasks.completed", { task: id });
    nodes[step.name] = {
      ...node,
      parameters: {},
      executed: state === "completed" ? id : null,
      job_id: id,
      job_started: clock,
      job_ended: state === "completed" ? clock + step.minutes * 60 : null,
    };
    clock += step.minutes * 60;
  }
  const value = JSON.stringify(nodes, null, 2);
  await call("tasks.edit", {
    task: controller,
    force: true,
    runtime: {
      _pipeline_hash: "5f3b:1.0.0",
      version: "1.0.0",
      progress: String(Math.round((run.until / STEPS.length) * 100)),
    },
    configuration: { Pipeline: { name: "Pipeline", type: "dictionary", value } },
  });
  if (run.until === STEPS.length) await call("tasks.completed", { task: controller });
  return controller;
}

async function curves(call: CollectionTools["call"], task: string, type: string, index: number): Promise<void> {
  if (type !== "training") return;
  const rows = trainingCurves(randomness(index), { steps: 40, skill: 0.8, speed: 1 });
  const events = rows.flatMap(({ iter, ...values }) =>
    Object.entries(values).map(([name, value]) => {
      const [metric, variant] = name.split("/");
      return { type: "training_stats_scalar", task, metric, variant, iter, timestamp: Date.now(), value };
    }),
  );
  await call("events.add_batch", events.map((event) => JSON.stringify(event)).join("\n"));
}

async function seedReports({ call }: CollectionTools, project: string, runs: readonly string[]): Promise<string[]> {
  const report = [
    "# What the learning rate does",
    "",
    "Three seeds each, everything else alike. **0.001** wins; 0.003 learns faster and then falls apart.",
    "",
    "```chart",
    `runs: ${runs.join(", ")}`,
    "metric: loss/train",
    "title: Training loss",
    "```",
    "",
    "| Learning rate | Top-1 | Stable |",
    "| --- | ---: | --- |",
    "| 0.001 | 0.91 | yes |",
    "| 0.003 | 0.84 | no |",
    "",
    "## Next",
    "",
    "- [x] three seeds",
    "- [ ] warm-up",
    "",
  ].join("\n");
  const reports: string[] = [];
  for (const body of [
    { name: "What the learning rate does", project, tags: ["sweep"], report },
    { name: "Data card: road signs", project, tags: [], report: "Pictures of public roads, **no faces**.\n" },
  ])
    reports.push((await call<{ id: string }>("reports.create", body)).id);
  await call("reports.publish", { task: reports[1] });
  return reports;
}
