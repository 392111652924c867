import { Prisma } from "@limpid/db";
import { z } from "zod";
import { detachFromTasks, forgetModels } from "../models/store";
import type { Context } from "../platform/context";
import { scheduleFileDeletions } from "../storage/outbox";
import { deleteTasks } from "../tasks/delete";

/** Files that belonged to deleted things, by what named them. */
export const Urls = z.object({
  model_urls: z.array(z.string()),
  artifact_urls: z.array(z.string()),
  event_urls: z.array(z.string()),
});

/** What became of the contents of deleted projects, as projects.delete answers. */
export interface Removal {
  readonly disassociated_tasks: number;
  readonly deleted_tasks: number;
  readonly deleted_models: number;
  readonly urls: z.output<typeof Urls> | null;
}

/** Leaves tasks and models alive, but in no project. */
export async function detachContents(tx: Context, ids: readonly string[]): Promise<Removal> {
  const marks = { project: null, last_change: tx.now(), last_changed_by: tx.identity.user };
  const inside = { project: { in: [...ids] } };
  const { count } = await tx.db.task.updateMany({ where: inside, data: marks });
  await tx.db.model.updateMany({ where: inside, data: marks });
  return { disassociated_tasks: count, deleted_tasks: 0, deleted_models: 0, urls: null };
}
