import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { touchProjects } from "../../projects/store";
import { moveTarget, targetFields } from "../../projects/target";
import { changeOf } from "../store";

export const move = mutation({
  name: "models.move",
  since: "1.0",
  auth: "user",
  summary: "Move models to another project",
  request: z.object({ ids: z.array(z.string()).min(1), ...targetFields }),
  response: z.object({ project_id: z.string().nullable() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const project = await moveTarget(tx, input);
    const where = { id: { in: input.ids }, company: tx.identity.company };
    const before = await tx.db.model.findMany({ where, select: { project: true } });
    await tx.db.model.updateMany({ where, data: { project, ...changeOf(tx) } });
    await touchProjects(tx, [project, ...before.map((model) => model.project)]);
    return { project_id: project };
  }),
);
