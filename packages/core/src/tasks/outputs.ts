import { Prisma } from "@limpid/db";
import { eventUrls } from "../events/remove";
import { detachFromTasks, forgetModels } from "../models/store";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { scheduleFileDeletions } from "../storage/outbox";
import type { Urls } from "./schema";

/** How much goes with tasks that are reset or deleted; both by default (wire-protocol §7.3, §7.5). */
export interface OutputOptions {
  readonly delete_output_models?: boolean | null;
  readonly delete_external_artifacts?: boolean | null;
}

/** What tasks have made and what goes with them. */
export interface Outputs {
  /** Draft models that no other task uses as input. */
  readonly drafts: readonly string[];
  readonly urls: Urls;
}

/** What would go with these tasks. */
export async function findOutputs(
  tx: Context,
  tasks: readonly string[],
  { delete_output_models }: OutputOptions,
): Promise<Outputs> {
  const ids = Prisma.sql`${[...tasks]}::text[]`;
  const drafts =
    delete_output_models === false
      ? []
      : await tx.db.$queryRaw<Array<{ id: string; uri: string | null }>>(Prisma.sql`
          SELECT id, uri FROM models AS m
          WHERE m.task = ANY(${ids}) AND m.company = ${tx.identity.company} AND NOT m.ready AND NOT EXISTS (
            SELECT FROM task_models AS used WHERE used.model = m.id AND used.type = 'input' AND used.task <> ALL(${ids}))
          ORDER BY id FOR UPDATE`);
  const artifacts = await tx.db.$queryRaw<Array<{ uri: string }>>(Prisma.sql`
    SELECT DISTINCT uri FROM task_artifacts WHERE task = ANY(${ids}) AND mode = 'output' AND uri <> ''`);
  return {
    drafts: drafts.map(({ id }) => id),
    urls: {
      model_urls: drafts.flatMap(({ uri }) => uri || []),
      artifact_urls: artifacts.map(({ uri }) => uri),
      event_urls: [],
    },
  };
}

/** Deletes the draft models, schedules the files of all outputs, and has the events of tasks and drafts removed after the commit. */
export async function dropOutputs(
  tx: Context,
  tasks: readonly string[],
  { drafts, urls }: Outputs,
  { delete_external_artifacts }: OutputOptions,
): Promise<void> {
  if (delete_external_artifacts !== false) {
    const events = await eventUrls(tx, [...tasks, ...drafts]);
    await scheduleFileDeletions(tx, [...urls.model_urls, ...urls.artifact_urls, ...events]);
  }
  if (drafts.length === 0) return;
  await detachFromTasks(tx, drafts);
  await tx.db.$executeRaw(Prisma.sql`DELETE FROM models WHERE id = ANY(${[...drafts]}::text[])`);
  await forgetModels(tx, drafts);
}

/** @throws 400/123 a published model came from the task (wire-protocol §7.3, §7.5). */
export async function refusePublishedModels(tx: Context, task: string): Promise<void> {
  const models = await tx.db.model.count({ where: { task, ready: true } });
  if (models > 0) throw errors.taskCannotBeDeleted("has published models, use force=true", { task, models });
}
