import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { upgradeTags } from "../../platform/tags";
import { projectTags } from "../fields";
import { projectFields } from "../schema";
import { createProject } from "../store";

export const create = mutation({
  name: "projects.create",
  since: "1.0",
  auth: "user",
  summary: "Create a project and the folders above it",
  missing: 11,
  request: z.object({ ...projectFields, name: z.string() }),
  response: z.object({ id: z.string() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const { tags, system_tags } = upgradeTags(tx.version, {
      tags: projectTags("tags", input.tags),
      system_tags: projectTags("system_tags", input.system_tags),
    });
    const id = await createProject(tx, input.name, {
      description: input.description ?? undefined,
      default_output_destination: input.default_output_destination ?? undefined,
      tags,
      system_tags,
    });
    return { id };
  }),
);
