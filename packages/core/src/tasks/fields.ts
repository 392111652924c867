import type { Prisma } from "@limpid/db";
import { compact, type Document, isObject, said } from "../platform/documents";
import { errors } from "../platform/errors";
import { storedName } from "../platform/names";
import { storedTags } from "../platform/tags";
import type { Version } from "../platform/version";
import { configurationRows } from "./configuration";
import { paramsRows } from "./hyperparams";
import { type UpgradedFields, upgradeTaskFields } from "./legacy";
import type { TaskParts } from "./parts";
import type { Execution, Script, TaskFields } from "./schema";
import type { TaskColumns, TaskRow } from "./store";

/**
 * What a client said of a task, checked: columns of its row, and what lies in tables of its own. What was not said is
 * absent.
 */
export interface StoredTask {
  readonly columns: TaskColumns;
  readonly parts: TaskParts;
  /** The wire fields that this changes, as the `fields` of a reply name them. */
  readonly names: readonly string[];
}

/**
 * Embedded documents of a task that are merged one level; everything else that is given replaces what was there
 * (wire-protocol §7.5).
 */
export type Merged = Pick<TaskRow, "output" | "execution" | "script" | "container">;

/**
 * The fields of a request, of any version, as they are stored. References are for {@link ./references.ts}.
 * @param task what given embedded documents are merged into; nothing for a new task.
 * @throws 400/800 name, tags that are no list of texts, parameters and configuration without a name; 400/16 operator
 * words as tags.
 */
export function storedTask(version: Version, request: TaskFields, task?: Merged): StoredTask {
  const fields = upgradeTaskFields(version, {
    ...request,
    tags: said(request.tags, (tags) => tagList("tags", tags)),
    system_tags: said(request.system_tags, (tags) => tagList("system_tags", tags)),
    models: said(request.models, ({ input, output }) => ({ input: input ?? [], output: output ?? [] })),
  });
  const { execution, script, container, output_dest } = fields;
  const columns: TaskColumns = compact({
    name: said(fields.name, storedName),
    type: fields.type,
    comment: fields.comment,
    tags: said(fields.tags, storedTags),
    system_tags: said(fields.system_tags, storedTags),
    parent: fields.parent,
    project: fields.project,
    output: said(output_dest, (destination) => merge(task?.output, { destination })),
    execution: said(execution, (given) => merge(task?.execution, embedded(given))),
    execution_queue: execution?.queue,
    script: said(script, (given) => merge(task?.script ?? NO_SCRIPT, storedScript(given))),
    // clients below 2.13 know but image and arguments
    container: said(container, (given) => (version.below("2.13") ? merge(task?.container, given) : given)),
    runtime: fields.runtime as Prisma.InputJsonObject | null | undefined,
  });
  const parts = storedParts(fields);
  const { execution_queue: _, ...shown } = columns;
  const names = new Set([...Object.keys(shown), ...Object.keys(parts), ...(request.execution ? ["execution"] : [])]);
  names.delete("artifacts");
  return { columns, parts, names: [...names] };
}

type Upgraded = Omit<TaskFields, "models" | "tags" | "system_tags"> & UpgradedFields & Pick<TaskParts, "models">;

function storedParts(fields: Upgraded): TaskParts {
  const { hyperparams, configuration, legacy_hyperparams, legacy_configuration } = fields;
  return compact({
    hyperparams: whole(said(hyperparams, paramsRows), legacy_hyperparams),
    configuration: whole(said(configuration, configurationRows), legacy_configuration),
    artifacts: fields.execution?.artifacts,
    models: fields.models,
  });
}

/** A whole map replaces everything; what old clients say replaces what they said before. */
function whole<Row>(rows: readonly Row[] | null, legacy: readonly Row[] | undefined) {
  if (rows) return { rows: [...rows, ...(legacy ?? [])], replace: "all" as const };
  return legacy && { rows: legacy, replace: "legacy" as const };
}

/** @throws 400/800 for a lone text or a null among the tags. */
export function tagList(field: string, tags: readonly (string | null)[] | string): string[] {
  if (typeof tags === "string" || tags.includes(null)) {
    throw errors.dataValidationError({ field, reason: "a list of texts is needed" });
  }
  return tags.filter((tag) => tag !== null);
}

/** What a script is before anything is said of it. */
export const NO_SCRIPT = { binary: "python", repository: "", entry_point: "", requirements: {} };

/** Texts of a script are trimmed, but for the diff, where blanks have a meaning. */
function storedScript({ diff, requirements, ...texts }: Script): Document {
  const trimmed = Object.entries(compact(texts)).map(([key, text]) => [key, text.trim()]);
  return { ...Object.fromEntries(trimmed), ...compact({ diff, requirements }) };
}

/**
 * What the column `execution` holds: not the queue (a column), the artifacts (a table) nor what only old clients know.
 */
function embedded({ queue, artifacts, model, docker_cmd, ...rest }: Execution): Document {
  return compact(rest);
}

function merge(stored: unknown, given: Document): Prisma.InputJsonObject {
  return { ...(isObject(stored) ? stored : {}), ...given } as Prisma.InputJsonObject;
}
