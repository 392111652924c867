/**
 * The wire's documents as far as pages read them (fields: schema.json of the protocol). Everything is optional that a projection may leave out;
 * replies are loose on the wire, so pages narrow them with {@link documents} at the query.
 */

/** A joined reference: `project.name` asked for in only_fields. */
export interface Ref {
  readonly id?: string;
  readonly name?: string;
}

export interface Task {
  readonly id: string;
  readonly name?: string;
  readonly type?: string;
  readonly status?: string;
  readonly status_reason?: string;
  readonly status_message?: string;
  readonly status_changed?: string;
  readonly comment?: string;
  readonly created?: string;
  readonly started?: string;
  readonly completed?: string;
  readonly published?: string;
  readonly last_update?: string;
  readonly last_change?: string;
  readonly last_iteration?: number;
  /** Seconds. */
  readonly active_duration?: number;
  readonly last_worker?: string;
  readonly project?: Ref;
  readonly user?: Ref;
  readonly parent?: Ref & { readonly project?: Ref };
  readonly company?: Ref;
  readonly tags?: readonly string[];
  readonly system_tags?: readonly string[];
  readonly hyperparams?: Readonly<Record<string, Readonly<Record<string, HyperParam>>>>;
  readonly configuration?: Readonly<Record<string, ConfigurationItem>>;
  readonly last_metrics?: Readonly<Record<string, Readonly<Record<string, LastMetric>>>>;
  readonly runtime?: Readonly<Record<string, unknown>>;
  readonly script?: Script;
  readonly container?: Readonly<Record<string, string>>;
  readonly execution?: Execution;
  readonly models?: { readonly input?: readonly TaskModel[]; readonly output?: readonly TaskModel[] };
  readonly output?: { readonly destination?: string; readonly error?: string };
}

export interface HyperParam {
  readonly section: string;
  readonly name: string;
  readonly value?: string;
  readonly type?: string;
  readonly description?: string;
}

interface ConfigurationItem {
  readonly name: string;
  readonly value?: string;
  readonly type?: string;
  readonly description?: string;
}

export interface LastMetric {
  readonly metric: string;
  readonly variant: string;
  readonly value?: number;
  readonly min_value?: number;
  readonly min_value_iteration?: number;
  readonly max_value?: number;
  readonly max_value_iteration?: number;
}

export interface Script {
  readonly binary?: string;
  readonly repository?: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly version_num?: string;
  readonly entry_point?: string;
  readonly working_dir?: string;
  readonly diff?: string;
  readonly requirements?: Readonly<Record<string, unknown>>;
}

interface Execution {
  readonly queue?: Ref;
  readonly artifacts?: readonly Artifact[];
  readonly framework?: string;
}

export interface Artifact {
  readonly key: string;
  readonly type?: string;
  readonly mode?: "input" | "output";
  readonly uri?: string;
  readonly content_size?: number;
  readonly hash?: string;
  /** Seconds since 1970. */
  readonly timestamp?: number;
  readonly type_data?: { readonly preview?: string; readonly content_type?: string; readonly data_hash?: string };
  readonly display_data?: readonly (readonly [string, string])[];
}

export interface TaskModel {
  readonly name?: string;
  readonly model?: Ref & {
    readonly uri?: string;
    readonly framework?: string;
    readonly project?: Ref;
    readonly tags?: readonly string[];
  };
}

interface StateStatistics {
  readonly total_tasks?: number;
  readonly completed_tasks_24h?: number;
  /** Seconds. */
  readonly total_runtime?: number;
  readonly status_count?: Readonly<Record<string, number>>;
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly basename?: string;
  readonly description?: string;
  readonly parent?: Ref;
  readonly user?: Ref;
  readonly company?: Ref;
  readonly created?: string;
  readonly last_update?: string;
  readonly tags?: readonly string[];
  readonly system_tags?: readonly string[];
  readonly default_output_destination?: string;
  readonly sub_projects?: readonly { readonly id: string; readonly name: string }[];
  readonly own_tasks?: number;
  readonly own_models?: number;
  readonly stats?: { readonly active?: StateStatistics; readonly archived?: StateStatistics };
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly role?: string;
  readonly company?: Ref;
  readonly avatar?: string;
  readonly email?: string;
  readonly created?: string;
}

export interface Queue {
  readonly id: string;
  readonly name: string;
  readonly display_name?: string;
  readonly created?: string;
  readonly last_update?: string;
  readonly tags?: readonly string[];
  readonly system_tags?: readonly string[];
  readonly entries?: readonly { readonly task: Ref; readonly added: string }[];
  /** Asked for by count_task_entries. */
  readonly entries_count?: number;
  readonly workers?: readonly {
    readonly name: string;
    readonly key?: string;
    readonly ip?: string;
    readonly task?: string;
  }[];
}

interface WorkerQueue extends Ref {
  readonly display_name?: string;
  readonly num_tasks?: number;
  readonly next_task?: Ref;
}

export interface Worker {
  readonly id: string;
  readonly key?: string;
  readonly user?: Ref;
  readonly ip?: string;
  readonly register_time?: string;
  readonly last_activity_time?: string;
  readonly last_report_time?: string;
  /** What it runs; `running_time` in milliseconds. */
  readonly task?: Ref & { readonly running_time?: number; readonly last_iteration?: number };
  readonly project?: Ref;
  readonly queue?: WorkerQueue;
  readonly queues?: readonly WorkerQueue[];
  readonly tags?: readonly string[];
}

export interface Model {
  readonly id: string;
  readonly name?: string;
  readonly framework?: string;
  readonly uri?: string;
  /** Published. */
  readonly ready?: boolean;
  readonly comment?: string;
  readonly created?: string;
  readonly last_update?: string;
  readonly last_iteration?: number;
  readonly project?: Ref;
  readonly user?: Ref;
  readonly company?: Ref;
  /** The run that made it. */
  readonly task?: Ref & { readonly project?: Ref };
  readonly parent?: Ref;
  readonly tags?: readonly string[];
  readonly system_tags?: readonly string[];
  readonly labels?: Readonly<Record<string, number>>;
  readonly design?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, ModelMetadata>>;
  readonly last_metrics?: Readonly<Record<string, Readonly<Record<string, LastMetric>>>>;
}

export interface ModelMetadata {
  readonly key: string;
  readonly type: string;
  readonly value: string;
}

/** A reply's list as documents of one kind. The server has checked them against its contract. */
export function documents<Document>(list: unknown): readonly Document[] {
  return Array.isArray(list) ? (list as Document[]) : [];
}

/** The text as a pattern that means just itself: name filters of the protocol are regular expressions. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** A user's own key as a part of a dotted path in only_fields, order_by and conditions (wire-protocol §6.9). */
export function escapeKey(key: string): string {
  return key
    .replaceAll("%", "%%")
    .replaceAll(".", "%2E")
    .replaceAll("$", "%24")
    .replaceAll("__", "%_%_")
    .replace(/^_/, "%_");
}

/** The key that a part of a dotted path means; the inverse of {@link escapeKey}. */
export function unescapeKey(part: string): string {
  return part.replace(/%2E|%24|%%|%_/gi, (code) => KEY_CODES[code.toUpperCase()] ?? code);
}

const KEY_CODES: Readonly<Record<string, string>> = { "%2E": ".", "%24": "$", "%%": "%", "%_": "_" };
