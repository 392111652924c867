import { Prisma } from "@limpid/db";
import { removeEvents } from "../events/remove";
import type { Context } from "../platform/context";
import { wireDate } from "../platform/dates";
import type { Document } from "../platform/documents";
import { type ErrorFactory, errors } from "../platform/errors";
import { DELETED_PREFIX, PUBLIC_COMPANY } from "../platform/ids";
import { scheduleFileDeletions } from "../storage/outbox";
import { clearLastMetrics } from "../tasks/last-metrics";
import { setStatus } from "../tasks/lifecycle";

/** A model as stored, without metadata and metrics. */
export type ModelRow = Prisma.ModelModel;

/** What publishing a task gave: as in the reply of tasks.publish. */
export interface PublishedTask {
  readonly id: string;
  readonly data: { readonly updated: number; readonly fields: Document };
}

/**
 * The model of that id: the caller's company's own or a public one. Inside a transaction the row cannot be deleted until it ends.
 * @param options.write own models only; a public one is as unknown (400/201, wire-protocol §4).
 * @param options.error what an unknown id is in this call; 400/201 by default.
 */
export async function requireModel(
  ctx: Context,
  id: string,
  { write = false, error = errors.invalidModelId }: { write?: boolean; error?: ErrorFactory } = {},
): Promise<ModelRow> {
  const { company } = ctx.identity;
  const model = await ctx.db.model.findFirst({
    where: { id, company: { in: write ? [company] : [company, PUBLIC_COMPANY] } },
  });
  if (!model) throw error({ id, company });
  return model;
}

/** Fields that every change of a model sets. */
export function changeOf(ctx: Context): { last_change: Date; last_changed_by: string } {
  return { last_change: ctx.now(), last_changed_by: ctx.identity.user };
}

/**
 * Makes a model ready, after publishing the task that made it when asked to and the task is not published yet.
 * @throws 400/203 ready already; 400/110 the task may not be published from its status (unless `force_publish_task`).
 */
export async function publishModel(
  tx: Context,
  model: ModelRow,
  { publish_task = false, force_publish_task = false }: { publish_task?: boolean; force_publish_task?: boolean } = {},
): Promise<{ updated: number; published_task: PublishedTask | null }> {
  const { company } = tx.identity;
  if (model.ready) throw errors.modelIsReady({ model: model.id, company });
  const published_task = publish_task && model.task ? await publishCreator(tx, model.task, force_publish_task) : null;
  // The condition makes one of two callers at the same time the publisher.
  const { count } = await tx.db.model.updateMany({
    where: { id: model.id, company, ready: false },
    data: { ready: true, last_update: tx.now(), ...changeOf(tx) },
  });
  if (count === 0) throw errors.modelIsReady({ model: model.id, company });
  return { updated: count, published_task };
}

async function publishCreator(tx: Context, id: string, force: boolean): Promise<PublishedTask | null> {
  const task = await tx.db.task.findFirst({ where: { id, company: tx.identity.company } });
  if (!task || task.status === "published") return null;
  const published = tx.now();
  const { updated, fields } = await setStatus(tx, task, "published", { force, set: { published } });
  return { id, data: { updated, fields: { ...fields, published: wireDate(published), output: task.output } } };
}

/**
 * Deletes a model, its metadata and metrics; its events after the commit, its file through the outbox.
 * Tasks that use it as input, and published tasks that made it, keep a `__DELETED__` reference; drafts forget it (wire-protocol §7.5, §10).
 * @throws 400/205 used as input by a task, 400/206 made by a published task; neither with `force`.
 */
export async function deleteModel(
  tx: Context,
  model: ModelRow,
  { force = false, delete_external_artifacts = true }: { force?: boolean; delete_external_artifacts?: boolean } = {},
): Promise<{ deleted: boolean; url: string | null }> {
  if (!force) await refuseUsed(tx, model);
  await detachFromTasks(tx, [model.id]);
  const { count } = await tx.db.model.deleteMany({ where: { id: model.id, company: tx.identity.company } });
  await forgetModels(tx, [model.id]);
  if (count === 1 && delete_external_artifacts && model.uri) await scheduleFileDeletions(tx, [model.uri]);
  return { deleted: count === 1, url: model.uri };
}

async function refuseUsed(tx: Context, model: ModelRow): Promise<void> {
  const [used] = await tx.db.$queryRaw<Array<{ num_tasks: number }>>(Prisma.sql`
    SELECT count(DISTINCT task)::int AS num_tasks FROM task_models WHERE model = ${model.id} AND type = 'input'`);
  if (used && used.num_tasks > 0) throw errors.modelInUse({ num_tasks: used.num_tasks });
  if (!model.task) return;
  const creator = await tx.db.task.findFirst({ where: { id: model.task, status: "published" }, select: { id: true } });
  if (creator) throw errors.modelCreatingTaskExists("and published", { model: model.id, task: model.task });
}

/** References to models that are about to go: inputs and published outputs keep `__DELETED__<id>`, other outputs lose the item. */
export async function detachFromTasks(tx: Context, ids: readonly string[]): Promise<void> {
  await tx.db.$executeRaw(Prisma.sql`
    UPDATE task_models SET model = ${DELETED_PREFIX} || model
    WHERE model = ANY(${[...ids]}::text[])
      AND (type = 'input' OR EXISTS (SELECT FROM tasks WHERE tasks.id = task_models.task AND tasks.status = 'published'))`);
  await tx.db.$executeRaw(Prisma.sql`DELETE FROM task_models WHERE model = ANY(${[...ids]}::text[])`);
}

/** What hangs on models besides their row: metadata and metrics now, events once the transaction has committed. */
export async function forgetModels(tx: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const owners = [...ids];
  await tx.db.$executeRaw(Prisma.sql`DELETE FROM model_metadata WHERE model = ANY(${owners}::text[])`);
  await clearLastMetrics(tx, owners);
  tx.afterCommit(async () => void (await removeEvents(tx, owners)));
}

/** Marks a model as changed where only its metadata was. @returns how many models that were. */
export async function touchModel(tx: Context, model: ModelRow): Promise<number> {
  const { count } = await tx.db.model.updateMany({
    where: { id: model.id, company: tx.identity.company },
    data: { last_update: tx.now(), ...changeOf(tx) },
  });
  return count;
}
