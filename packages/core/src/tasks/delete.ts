import { Prisma } from "@limpid/db";
import { entities } from "../entities";
import { removeEvents } from "../events/remove";
import type { Context } from "../platform/context";
import { loadDocuments } from "../platform/find/load";
import { DELETED_PREFIX } from "../platform/ids";
import { touchProjects } from "../projects/store";
import { removeEntries } from "../queues/entries";
import { clearLastMetrics } from "./last-metrics";
import { dropOutputs, findOutputs, type OutputOptions } from "./outputs";
import type { Urls } from "./schema";
import type { TaskRow } from "./store";

/** What went with deleted tasks, as tasks.delete answers. */
export interface DeletedTasks {
  readonly deleted: number;
  readonly updated_children: number;
  /** Ready models that the tasks had made; they stay. */
  readonly updated_models: number;
  readonly deleted_models: number;
  readonly urls: Urls;
}

const TABLES = ["task_hyperparams", "task_configuration", "task_artifacts", "task_models"].map((name) =>
  Prisma.raw(name),
);

/**
 * Deletes tasks, whatever their status, with all that hangs on them (wire-protocol §7.5): their draft models unless other tasks read them,
 * their events once the transaction has committed, their files through the outbox. Children and ready models keep a `__DELETED__` reference.
 * @param options.move_to_trash keeps the whole documents in a side table.
 */
export async function deleteTasks(
  tx: Context,
  tasks: ReadonlyArray<Pick<TaskRow, "id" | "project">>,
  options: OutputOptions & { readonly move_to_trash?: boolean | null } = {},
): Promise<DeletedTasks> {
  const ids = tasks.map(({ id }) => id);
  const list = Prisma.sql`${ids}::text[]`;
  await tx.db.$queryRaw(Prisma.sql`SELECT id FROM tasks WHERE id = ANY(${list}) ORDER BY id FOR UPDATE`);
  if (options.move_to_trash) await moveToTrash(tx, ids);
  const outputs = await findOutputs(tx, ids, options);
  await dropOutputs(tx, ids, outputs, options);
  const updated_models = await detachModels(tx, ids);
  const updated_children = await tx.db.$executeRaw(Prisma.sql`
    UPDATE tasks SET parent = ${DELETED_PREFIX} || parent WHERE id IN (
      SELECT id FROM tasks WHERE parent = ANY(${list}) AND id <> ALL(${list}) ORDER BY id FOR NO KEY UPDATE)`);
  await removeEntries(tx, ids);
  for (const table of TABLES) await tx.db.$executeRaw(Prisma.sql`DELETE FROM ${table} WHERE task = ANY(${list})`);
  await clearLastMetrics(tx, ids);
  const deleted = await tx.db.$executeRaw(Prisma.sql`DELETE FROM tasks WHERE id = ANY(${list})`);
  await touchProjects(
    tx,
    tasks.map(({ project }) => project),
  );
  tx.afterCommit(async () => void (await removeEvents(tx, ids)));
  return { deleted, updated_children, updated_models, deleted_models: outputs.drafts.length, urls: outputs.urls };
}

/** Models that stay: ready ones remember that their task is gone, drafts that others read forget it. @returns how many are ready. */
async function detachModels(tx: Context, tasks: readonly string[]): Promise<number> {
  const detached = await tx.db.$queryRaw<Array<{ ready: boolean }>>(Prisma.sql`
    UPDATE models SET task = CASE WHEN ready THEN ${DELETED_PREFIX} || task END, last_change = ${tx.now()}, last_changed_by = ${tx.identity.user}
    WHERE task = ANY(${[...tasks]}::text[]) RETURNING ready`);
  return detached.filter(({ ready }) => ready).length;
}

async function moveToTrash(tx: Context, ids: readonly string[]): Promise<void> {
  const { company } = tx.identity;
  const documents = await loadDocuments(tx, entities.task, ids, { fields: "all" });
  await tx.db.trashedTask.createMany({
    data: documents.map((document) => ({
      id: String(document.id),
      company,
      trashed: tx.now(),
      document: document as Prisma.InputJsonObject,
    })),
    skipDuplicates: true,
  });
}
