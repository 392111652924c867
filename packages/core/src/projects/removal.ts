import { Prisma } from "@limpid/db";
import { eventUrls } from "../events/remove";
import { detachFromTasks, forgetModels } from "../models/store";
import type { Context } from "../platform/context";
import { scheduleFileDeletions } from "../storage/outbox";
import { deleteTasks } from "../tasks/delete";
import type { Urls } from "../tasks/schema";

/** What became of the contents of deleted projects, as projects.delete answers. */
export interface Removal {
  readonly disassociated_tasks: number;
  readonly deleted_tasks: number;
  readonly deleted_models: number;
  readonly urls: Urls | null;
}

/**
 * Deletes the company's tasks and models in these projects, whatever their status, and the draft models that the tasks left elsewhere;
 * what is public is detached instead. Models that other tasks read keep a `__DELETED__` reference there.
 */
export async function deleteContents(
  tx: Context,
  ids: readonly string[],
  { delete_external_artifacts }: { readonly delete_external_artifacts: boolean },
): Promise<Removal> {
  const inside = Prisma.sql`project = ANY(${[...ids]}::text[]) AND company = ${tx.identity.company}`;
  const tasks = await tx.db.$queryRaw<Array<{ id: string; project: string }>>(
    Prisma.sql`SELECT id, project FROM tasks WHERE ${inside} ORDER BY id FOR UPDATE`,
  );
  const models = await tx.db.$queryRaw<Array<{ id: string; uri: string | null }>>(
    Prisma.sql`SELECT id, uri FROM models WHERE ${inside} ORDER BY id FOR UPDATE`,
  );
  const modelIds = models.map(({ id }) => id);
  const modelUrls = models.flatMap(({ uri }) => uri || []);
  if (delete_external_artifacts) await scheduleFileDeletions(tx, [...modelUrls, ...(await eventUrls(tx, modelIds))]);
  await detachFromTasks(tx, modelIds);
  await tx.db.$executeRaw(Prisma.sql`DELETE FROM models WHERE id = ANY(${modelIds}::text[])`);
  await forgetModels(tx, modelIds);
  const { deleted, deleted_models, urls } = await deleteTasks(tx, tasks, { delete_external_artifacts });
  const { disassociated_tasks } = await detachContents(tx, ids);
  return {
    disassociated_tasks,
    deleted_tasks: deleted,
    deleted_models: models.length + deleted_models,
    urls: { ...urls, model_urls: [...modelUrls, ...urls.model_urls] },
  };
}

/** Leaves tasks and models alive, but in no project. */
export async function detachContents(tx: Context, ids: readonly string[]): Promise<Removal> {
  const marks = { project: null, last_change: tx.now(), last_changed_by: tx.identity.user };
  const inside = { project: { in: [...ids] } };
  const { count } = await tx.db.task.updateMany({ where: inside, data: marks });
  await tx.db.model.updateMany({ where: inside, data: marks });
  return { disassociated_tasks: count, deleted_tasks: 0, deleted_models: 0, urls: null };
}
