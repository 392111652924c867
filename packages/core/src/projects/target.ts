import { z } from "zod";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { findOrCreateProject, requireProject } from "./store";

/** Where tasks.move and models.move move to. */
export const targetFields = { project: z.string().nullish(), project_name: z.string().nullish() };

/**
 * The project that `project` or `project_name` names; the latter is made when missing. `project: null` is the top level.
 * @throws 400/11 neither given, 400/401 unknown project, 403/21 public project.
 */
export async function moveTarget(
  tx: Context,
  { project, project_name }: { readonly project?: string | null; readonly project_name?: string | null },
): Promise<string | null> {
  if (project) return (await requireProject(tx, project, { write: true })).id;
  if (project_name) return (await findOrCreateProject(tx, project_name)).id;
  if (project === undefined) throw errors.missingRequiredFields("project or project_name");
  return null;
}
