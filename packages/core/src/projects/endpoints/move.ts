import { z } from "zod";
import { type Context, inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { locationOf, parsePath, requireDepth, splitPath } from "../path";
import { findOrCreateProject, lockTree, type ProjectRow, requireProject, touchProjects } from "../store";
import { type Folder, relocate, TOP } from "../tree";

export const move = mutation({
  name: "projects.move",
  since: "1.0",
  auth: "user",
  summary: "Move a project with everything below it into another folder",
  request: z.object({ project: z.string(), new_location: z.string().nullish() }),
  response: z.object({ moved: z.number().int() }),
}).handle((ctx, { project: id, new_location }) =>
  inTransaction(ctx, async (tx) => {
    if (new_location === null || new_location === undefined)
      throw errors.missingRequiredFields({ field: "new_location" });
    await lockTree(tx, "exclusive");
    const project = await requireProject(tx, id, { write: true });
    const location = splitPath(new_location).length === 0 ? "" : parsePath(new_location).name;
    if (location === locationOf(project.name)) throw errors.projectSourceAndDestinationAreTheSame({ location });
    if (location === project.name || location.startsWith(`${project.name}/`)) {
      throw errors.projectCannotBeMovedUnderItself({ project: id, location });
    }
    requireDepth(splitPath(location).length + 1);
    const folder = location ? await openFolder(tx, location) : TOP;
    const moved = await relocate(tx, project, folder, project.basename);
    await touchProjects(tx, [project.id, project.parent, folder.id]);
    return { moved };
  }),
);

async function openFolder(tx: Context, location: string): Promise<Folder> {
  const { id } = await findOrCreateProject(tx, location);
  const folder: ProjectRow = await requireProject(tx, id);
  return folder;
}
