import { z } from "zod";
import { STATUSES } from "./status";

/** What kinds of tasks there are (wire-protocol §7.1). */
export const TASK_TYPES = [
  "training",
  "testing",
  "inference",
  "data_processing",
  "application",
  "monitor",
  "controller",
  "report",
  "optimizer",
  "service",
  "qc",
  "custom",
] as const;
export const TaskType = z.enum(TASK_TYPES);
export type TaskType = z.output<typeof TaskType>;

export const ArtifactMode = z.enum(["input", "output"]);
export type ArtifactMode = z.output<typeof ArtifactMode>;

/** Whether a task reads a model or makes it. */
export const ModelSide = z.enum(["input", "output"]);
export type ModelSide = z.output<typeof ModelSide>;

/** The section of user properties, which may change at any time. */
export const PROPERTIES = "properties";

const text = z.string().nullish();
/** A key of a user's own; any characters, trimmed. */
const key = z.string().trim().min(1);

/**
 * A section as it is named one by one: the user properties are one section, however its name is spelled (wire-protocol
 * §7.5).
 */
const section = key.transform((name) => (name.toLowerCase() === PROPERTIES ? PROPERTIES : name));

/** A hyperparameter as edit_hyper_params takes it. */
export const ParamsItem = z.object({ section, name: key, value: z.string(), type: text, description: text });
export type ParamsItem = z.output<typeof ParamsItem>;

/** What names a hyperparameter, or without a name a whole section. */
export const ParamsKey = z.object({ section, name: key.nullish() });
export type ParamsKey = z.output<typeof ParamsKey>;

/** A configuration object as edit_configuration takes it. */
export const ConfigurationItem = z.object({ name: key, value: z.string(), type: text, description: text });
export type ConfigurationItem = z.output<typeof ConfigurationItem>;

/**
 * Item inside the whole maps of create, edit and clone: a missing section or name is 400/800 there (wire-protocol
 * §7.1).
 */
const mapItem = { name: text, value: text, type: text, description: text };

/** The whole hyperparameters of a task: section → name → item. */
export const Hyperparams = z.record(key, z.record(key, z.object({ section: text, ...mapItem })));
export type Hyperparams = z.output<typeof Hyperparams>;

/** The whole configuration of a task: name → item. */
export const Configuration = z.record(key, z.object(mapItem));
export type Configuration = z.output<typeof Configuration>;

/** An artifact; key and mode are its identity (wire-protocol §7.5). */
export const Artifact = z.object({
  key: z.string().min(1),
  type: z.string(),
  mode: ArtifactMode.nullish().transform((mode) => mode ?? "output"),
  uri: text,
  hash: text,
  content_size: z.number().int().nullish(),
  /** Seconds since 1970. */
  timestamp: z.number().int().nullish(),
  type_data: z.object({ preview: text, content_type: text, data_hash: text }).nullish(),
  /** Rows of a small table, shown sorted. */
  display_data: z.array(z.array(z.string())).nullish(),
});
export type Artifact = z.output<typeof Artifact>;

/** What names an artifact. */
export const ArtifactId = Artifact.pick({ key: true, mode: true });
export type ArtifactId = z.output<typeof ArtifactId>;

/** A model of a task; the name is its own within the task's inputs or outputs. */
export const TaskModelItem = z.object({ name: z.string(), model: z.string() });
export type TaskModelItem = z.output<typeof TaskModelItem>;

export const Execution = z.object({
  queue: text,
  test_split: z.number().int().nullish(),
  parameters: z.record(key, z.unknown()).nullish(),
  model_desc: z.record(key, z.unknown()).nullish(),
  model_labels: z.record(key, z.number().int()).nullish(),
  framework: text,
  artifacts: z.array(Artifact).nullish(),
  /** Of clients below 2.13 (wire-protocol §7.2). */
  model: text,
  docker_cmd: text,
});
export type Execution = z.output<typeof Execution>;

export const Script = z.object({
  binary: text,
  repository: text,
  tag: text,
  branch: text,
  version_num: text,
  entry_point: text,
  working_dir: text,
  requirements: z.record(z.string(), z.unknown()).nullish(),
  diff: text,
});
export type Script = z.output<typeof Script>;

export const Container = z.record(key, z.string().nullable());
export type Container = z.output<typeof Container>;

export const Runtime = z.record(key, z.unknown());
export type Runtime = z.output<typeof Runtime>;

/** A list of texts; other things that clients may send here are 400/800, not 400/12 (fields.ts). */
const tags = z.union([z.array(z.string().nullable()), z.string()]).nullish();

/** What clients may say about a task in create, validate and edit (wire-protocol §7.1); null means not said. */
export const TaskFields = z.object({
  name: text,
  type: TaskType.nullish(),
  comment: text,
  tags,
  system_tags: tags,
  parent: text,
  project: text,
  output_dest: text,
  execution: Execution.nullish(),
  script: Script.nullish(),
  hyperparams: Hyperparams.nullish(),
  configuration: Configuration.nullish(),
  models: z.object({ input: z.array(TaskModelItem).nullish(), output: z.array(TaskModelItem).nullish() }).nullish(),
  container: Container.nullish(),
  runtime: Runtime.nullish(),
});
export type TaskFields = z.output<typeof TaskFields>;

/** What create and validate take. */
export const NewTask = TaskFields.extend({ name: z.string(), type: TaskType });
export type NewTask = z.output<typeof NewTask>;

/** What every call that changes the status of one task takes (wire-protocol §7.3). */
export const statusChange = { task: z.string(), status_reason: text, status_message: text };

/** {@link statusChange} of a call that may skip the table of allowed changes. */
export const forcedChange = { ...statusChange, force: z.boolean().nullish() };

/**
 * Files that belonged to deleted things, by what named them. Those of events are deleted too, but never listed
 * (wire-protocol §7.5).
 */
export const Urls = z.object({
  model_urls: z.array(z.string()),
  artifact_urls: z.array(z.string()),
  event_urls: z.array(z.string()),
});
export type Urls = z.output<typeof Urls>;

/** What most changes answer: how many tasks changed, and the new values of the changed fields. */
export const Updated = z.object({ updated: z.number().int(), fields: z.looseObject({}) });

// Documents. With `only_fields` any field may be absent, and users' own keys stay.

const shown = z.string().optional();
const number = z.number().optional();

/** A reference as *_ex calls show it, with what the projection asks for; `{}` is the company of a public object. */
export const Reference = z.looseObject({ id: shown, name: shown });
export type Reference = z.output<typeof Reference>;

/** A hyperparameter as get_hyper_params shows it. */
export const ListedParam = z.object({
  section: z.string(),
  name: z.string(),
  value: shown,
  type: shown,
  description: shown,
});
export type ListedParam = z.output<typeof ListedParam>;

/** A configuration object as get_configurations shows it. */
export const ListedConfiguration = ListedParam.omit({ section: true });
export type ListedConfiguration = z.output<typeof ListedConfiguration>;

/** Either inside a document, where the projection may have asked for a part only. */
const Parameter = z.looseObject(ListedParam.partial().shape);

const ShownArtifact = z.looseObject({
  key: shown,
  type: shown,
  mode: ArtifactMode.optional(),
  uri: shown,
  hash: shown,
  content_size: number,
  timestamp: number,
  type_data: z.looseObject({ preview: shown, content_type: shown, data_hash: shown }).optional(),
  display_data: z.array(z.array(z.string())).optional(),
});

const LastMetric = z.looseObject({
  metric: shown,
  variant: shown,
  value: number,
  min_value: number,
  min_value_iteration: number,
  max_value: number,
  max_value_iteration: number,
  first_value: number,
  first_value_iteration: number,
  mean_value: number,
  count: number,
  x_axis_label: shown,
});

function taskDocument<Ref extends z.ZodType>(reference: Ref) {
  const models = z.array(z.looseObject({ name: shown, model: reference.optional(), updated: shown })).optional();
  return z.looseObject({
    id: shown,
    name: shown,
    type: TaskType.optional(),
    status: z.enum(STATUSES).optional(),
    status_reason: shown,
    status_message: shown,
    status_changed: shown,
    comment: shown,
    report: shown,
    created: shown,
    started: shown,
    completed: shown,
    published: shown,
    /** Seconds. */
    active_duration: number,
    company: reference.optional(),
    user: reference.optional(),
    project: reference.optional(),
    parent: reference.optional(),
    output: z.looseObject({ destination: shown, error: shown, result: shown }).optional(),
    execution: z
      .looseObject({
        queue: reference.optional(),
        test_split: number,
        parameters: z.looseObject({}).optional(),
        model_desc: z.looseObject({}).optional(),
        model_labels: z.record(z.string(), z.number()).optional(),
        framework: shown,
        artifacts: z.array(ShownArtifact).optional(),
      })
      .optional(),
    script: z
      .looseObject({
        binary: shown,
        repository: shown,
        tag: shown,
        branch: shown,
        version_num: shown,
        entry_point: shown,
        working_dir: shown,
        requirements: z.record(z.string(), z.unknown()).optional(),
        diff: shown,
      })
      .optional(),
    container: Container.optional(),
    runtime: Runtime.optional(),
    tags: z.array(z.string()).optional(),
    system_tags: z.array(z.string()).optional(),
    last_worker: shown,
    last_worker_report: shown,
    last_update: shown,
    last_change: shown,
    last_changed_by: shown,
    last_iteration: number,
    /** By md5 of metric and variant (wire-protocol §7.6). */
    last_metrics: z.record(z.string(), z.record(z.string(), LastMetric)).optional(),
    unique_metrics: z.array(z.string()).optional(),
    hyperparams: z.record(z.string(), z.record(z.string(), Parameter)).optional(),
    configuration: z.record(z.string(), Parameter).optional(),
    models: z.looseObject({ input: models, output: models }).optional(),
  });
}

/** A task with plain ids for references: get_by_id, get_all. */
export const TaskDocument = taskDocument(z.string());
export type TaskDocument = z.output<typeof TaskDocument>;

/** A task with objects for references: get_all_ex, get_by_id_ex. Its id always comes. */
export const JoinedTask = taskDocument(Reference).extend({ id: z.string() });
export type JoinedTask = z.output<typeof JoinedTask>;
