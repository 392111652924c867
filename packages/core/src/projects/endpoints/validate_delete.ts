import { z } from "zod";
import { query } from "../../platform/endpoint";
import { Contents, countContents, subtreeIds } from "../contents";
import { requireProject } from "../store";

export const validateDelete = query({
  name: "projects.validate_delete",
  since: "1.0",
  auth: "user",
  summary: "Count what deleting a project would take away",
  request: z.object({ project: z.string() }),
  response: Contents,
}).handle(async (ctx, input) => {
  const project = await requireProject(ctx, input.project, { write: true });
  return countContents(ctx, await subtreeIds(ctx, project.id));
});
