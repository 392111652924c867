import { z } from "zod";
import { type Context, inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { upgradeTags } from "../../platform/tags";
import { projectTags } from "../fields";
import { baseName, locationOf, parsePath } from "../path";
import { projectFields } from "../schema";
import { lockTree, type ProjectRow, requireProject } from "../store";
import { relocate } from "../tree";

export const update = mutation({
  name: "projects.update",
  since: "1.0",
  auth: "user",
  summary: "Change a project; a new name renames what is below it too",
  request: z.object({ ...projectFields, project: z.string(), name: z.string().nullish() }),
  response: z.object({ updated: z.number().int(), fields: z.looseObject({}) }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    if (input.name) await lockTree(tx, "exclusive");
    const project = await requireProject(tx, input.project, { write: true });
    const changes = storedChanges(tx, input);
    if (input.name) await rename(tx, project, input.name);
    if (input.name || Object.keys(changes).length > 0) {
      const { tags, system_tags, ...texts } = changes;
      await tx.db.project.update({
        where: { id: project.id },
        data: {
          ...texts,
          ...(tags === undefined ? {} : { tags: tags ?? [] }),
          ...(system_tags === undefined ? {} : { system_tags: system_tags ?? [] }),
          last_update: tx.now(),
        },
      });
    }
    return { updated: 1, fields: { ...(input.name ? { name: input.name } : {}), ...changes } };
  }),
);

type Input = {
  readonly [K in keyof typeof projectFields]?: z.output<(typeof projectFields)[K]>;
};

/** The given fields; null empties one (wire-protocol §11). */
function storedChanges(tx: Context, input: Input) {
  const { tags, system_tags } = upgradeTags(tx.version, {
    tags: input.tags === null ? null : projectTags("tags", input.tags),
    system_tags: input.system_tags === null ? null : projectTags("system_tags", input.system_tags),
  });
  const { description, default_output_destination } = input;
  const changes = { description, default_output_destination, tags, system_tags };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as {
    description?: string | null;
    default_output_destination?: string | null;
    tags?: string[] | null;
    system_tags?: string[] | null;
  };
}

async function rename(tx: Context, project: ProjectRow, text: string): Promise<void> {
  const { name } = parsePath(text);
  if (name === project.name) return;
  const location = locationOf(project.name);
  if (locationOf(name) !== location) throw errors.cannotUpdateProjectLocation({ name });
  const folder = { id: project.parent, name: location, path: project.path.slice(0, -1) };
  await relocate(tx, project, folder, baseName(name));
}
