import type { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { parseDate, wireDate } from "../platform/dates";
import { compact, type Document, said } from "../platform/documents";
import { type ErrorFactory, errors } from "../platform/errors";
import { DELETED_PREFIX } from "../platform/ids";
import { storedName } from "../platform/names";
import { storedTags } from "../platform/tags";
import { requireProject, touchProjects } from "../projects/store";
import { markAlive } from "../tasks/progress";
import { requireTask } from "../tasks/store";
import { writeMetadata } from "./metadata";
import type { MetadataMap } from "./schema";
import { changeOf, type ModelRow, requireModel } from "./store";

/** What clients may say about a model; null means not said. */
export interface ModelFields {
  readonly name?: string | null;
  readonly comment?: string | null;
  readonly tags?: readonly string[] | null;
  readonly system_tags?: readonly string[] | null;
  readonly uri?: string | null;
  readonly framework?: string | null;
  readonly design?: Document | null;
  readonly labels?: Document | null;
  readonly ready?: boolean | null;
  readonly project?: string | null;
  readonly parent?: string | null;
  readonly task?: string | null;
  readonly created?: string | null;
  readonly ui_cache?: Document | null;
}

/** {@link ModelFields} checked and as columns; what was not said is absent. */
export type ModelColumns = Pick<
  Prisma.ModelUncheckedUpdateInput,
  Exclude<keyof ModelFields, "name" | "uri" | "created" | "tags" | "system_tags">
> & { name?: string; uri?: string; created?: Date; tags?: string[]; system_tags?: string[] };

/**
 * Checks the values themselves; references are for {@link checkReferences}. A new uri empties `ui_cache`, which was made from the old file.
 * @throws 400/800 name, labels, a key that begins with `$`, a date that is none; 400/16 tags.
 */
export function storedFields(request: ModelFields): ModelColumns {
  const { name, tags, system_tags, created, design, labels, uri, comment, framework, ready, project, parent, task } =
    request;
  const ui_cache = request.ui_cache ?? (uri === null || uri === undefined ? null : {});
  return compact({
    name: said(name, storedName),
    tags: said(tags, storedTags),
    system_tags: said(system_tags, storedTags),
    comment,
    uri,
    project,
    created: said(created, storedDate),
    framework,
    parent,
    task,
    ready,
    design: said(design, storedMap),
    labels: said(labels, storedLabels),
    ui_cache: ui_cache as Prisma.InputJsonObject | null,
  }) as ModelColumns;
}

function storedDate(text: string): Date {
  const date = parseDate(text);
  if (!date) throw errors.dataValidationError({ field: "created", value: text });
  return date;
}

function storedMap(map: Document): Prisma.InputJsonObject {
  const bad = Object.keys(map).find((key) => key.startsWith("$"));
  if (bad !== undefined) throw errors.dataValidationError("a key may not begin with $", { key: bad });
  return map as Prisma.InputJsonObject;
}

/** Label → number, each number once (wire-protocol §7.5). */
function storedLabels(labels: Document): Prisma.InputJsonObject {
  const numbers = Object.values(labels);
  if (!numbers.every((number) => Number.isInteger(number))) throw errors.dataValidationError("labels are integers");
  if (new Set(numbers).size < numbers.length) throw errors.dataValidationError("two labels have the same number");
  return storedMap(labels);
}

/** Refuses references to what is not there; which error that is differs from call to call (wire-protocol §5, "References"). */
export async function checkReferences(
  tx: Context,
  { project, parent, task }: Pick<ModelFields, "project" | "parent" | "task">,
  unknown: { readonly project: ErrorFactory; readonly parent: ErrorFactory; readonly task: ErrorFactory },
): Promise<void> {
  if (project) await requireProject(tx, project, { error: unknown.project });
  if (task) await requireTask(tx, task, { error: unknown.task });
  if (parent) await requireModel(tx, parent, { error: unknown.parent });
}

/** A reference to a task that is gone says nothing new and is left out (wire-protocol §10). */
export function withoutDeletedTask<T extends ModelFields>(request: T): T {
  return request.task?.startsWith(DELETED_PREFIX) ? { ...request, task: null } : request;
}

/** Content fields: their change moves `last_update` in models.edit. */
const CONTENT = ["uri", "framework", "design", "labels", "ready", "tags", "system_tags", "metadata"] as const;

/**
 * Stores changed fields of a model.
 * @param options.metadata replaces the whole metadata.
 * @param options.content true moves `last_update` when the content changed (models.edit).
 * @returns the wire reply: no change at all is `updated: 0`.
 */
export async function changeModel(
  tx: Context,
  model: ModelRow,
  columns: ModelColumns,
  { metadata, content = false }: { metadata?: MetadataMap | null; content?: boolean } = {},
): Promise<{ updated: number; fields: Document }> {
  const changed: Document = { ...columns, ...(metadata ? { metadata } : {}) };
  if (Object.keys(changed).length === 0) return { updated: 0, fields: {} };
  const marks = {
    ...changeOf(tx),
    ...(content && CONTENT.some((field) => field in changed) ? { last_update: tx.now() } : {}),
  };
  const { count } = await tx.db.model.updateMany({
    where: { id: model.id, company: tx.identity.company },
    data: { ...columns, ...marks },
  });
  if (metadata) await writeMetadata(tx, "model", model.id, metadata, { replace: true });
  await touchProjects(tx, [model.project, columns.project as string | undefined]);
  return { updated: count, fields: wireFields({ ...changed, ...marks }) };
}

function wireFields(fields: Document): Document {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value instanceof Date ? wireDate(value) : value]),
  );
}

/** Raises the `last_iteration` of the task that made a model; it never falls. */
export async function raiseIteration(
  tx: Context,
  task: string | null | undefined,
  iteration: number | null | undefined,
): Promise<void> {
  if (task && typeof iteration === "number") await markAlive(tx, task, { iteration });
}
