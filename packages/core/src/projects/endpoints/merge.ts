import { Prisma } from "@limpid/db";
import { z } from "zod";
import { type Context, inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { lockTree, requireProject, touchProjects } from "../store";
import { relocateChildren, TOP } from "../tree";

export const merge = mutation({
  name: "projects.merge",
  since: "1.0",
  auth: "user",
  summary: "Move everything in a project into another one, or to the top level, and delete the emptied project",
  request: z.object({ project: z.string(), destination_project: z.string().nullish() }),
  response: z.object({ moved_entities: z.number().int(), moved_projects: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    await lockTree(tx, "exclusive");
    const source = await requireProject(tx, input.project, { write: true });
    const destination = input.destination_project
      ? await requireProject(tx, input.destination_project, { write: true })
      : TOP;
    if (destination.id === source.id) throw errors.projectSourceAndDestinationAreTheSame({ project: source.id });
    if (destination.path.includes(source.id)) {
      throw errors.projectCannotBeMergedIntoItsChild({ project: source.id, destination_project: destination.id });
    }
    const moved_projects = await relocateChildren(tx, source, destination);
    const moved_entities =
      (await moveContents(tx, "tasks", source.id, destination.id)) +
      (await moveContents(tx, "models", source.id, destination.id));
    await tx.db.project.delete({ where: { id: source.id } });
    await touchProjects(tx, [destination.id, source.parent]);
    return { moved_entities, moved_projects };
  }),
);

/** Moves live and archived ones. @returns the live ones: archived ones are not counted (wire-protocol §11). */
async function moveContents(
  tx: Context,
  table: "tasks" | "models",
  source: string,
  destination: string | null,
): Promise<number> {
  const [moved] = await tx.db.$queryRaw<Array<{ live: number }>>(Prisma.sql`
    WITH moved AS (
      UPDATE ${Prisma.raw(table)} SET project = ${destination}, last_change = ${tx.now()}, last_changed_by = ${tx.identity.user}
      WHERE project = ${source} RETURNING system_tags
    )
    SELECT count(*) FILTER (WHERE NOT system_tags @> '{archived}')::int AS live FROM moved`);
  return moved?.live ?? 0;
}
