import { Prisma } from "@limpid/db";
import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { forEachId, ManyReply } from "../../platform/many";
import { deleteTasks } from "../../tasks/delete";
import { pipelineSteps } from "../../tasks/steps";
import type { TaskRow } from "../../tasks/store";

/** What is no run of the project any more, or never was, is passed over; one run has to stay (wire-protocol §12). */
export const deleteRuns = mutation({
  name: "pipelines.delete_runs",
  since: "1.0",
  auth: "user",
  summary: "Delete runs of a pipeline with their steps, but not all of them",
  request: z.object({ project: z.string(), ids: z.array(z.string()).min(1) }),
  response: ManyReply,
}).handle(async (ctx, { project, ids }) => {
  const runs = Prisma.sql`FROM tasks WHERE project = ${project} AND company = ${ctx.identity.company} AND type = 'controller'`;
  const staying = await ctx.db.$queryRaw<unknown[]>(Prisma.sql`SELECT 1 ${runs} AND id <> ALL(${ids}::text[]) LIMIT 1`);
  if (staying.length === 0) throw errors.cannotRemoveAllRuns({ project });
  const { done, failed } = await forEachId(ctx, [...new Set(ids)], async (tx, id) => {
    const [run] = await tx.db.$queryRaw<TaskRow[]>(Prisma.sql`SELECT * ${runs} AND id = ${id} FOR UPDATE`);
    if (!run) return null;
    const { urls: _, deleted, ...counts } = await deleteTasks(tx, [run, ...(await pipelineSteps(tx, run))]);
    return { ...counts, deleted: deleted > 0, urls: null };
  });
  return { succeeded: done.flatMap(({ id, result }) => (result ? [{ id, ...result }] : [])), failed };
});
