import type { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { compact, isObject } from "../platform/documents";
import { errors } from "../platform/errors";
import { DELETED_PREFIX } from "../platform/ids";
import { touchProjects } from "../projects/store";
import { copyInputArtifacts } from "./artifacts";
import { copyConfiguration } from "./configuration";
import { insertTask, type NewColumns } from "./create";
import { storedTask } from "./fields";
import { copyHyperparams } from "./hyperparams";
import { writeParts } from "./parts";
import { checkReferences, requireTaskIds } from "./references";
import type { TaskFields } from "./schema";
import type { TaskRow } from "./store";
import { copyInputModels } from "./task_models";

/** System tags that say something of the one run only. */
const OWN_TAGS = new Set(["development", "archived"]);

/**
 * A new task made from another one, which may be a public one (wire-protocol §7.5, "clone"): everything that a run
 * starts from, nothing that it gave.
 * @param changes what the new task has otherwise; embedded documents are merged one level, all else replaces what the
 * source has.
 * @param options.validate_references also looks whether the input models among the changes exist: 400/201.
 * @returns the new id.
 * @throws 400/101 unknown parent, 400/401 unknown project, 400/800 and 400/16 as {@link storedTask}.
 */
export async function cloneTask(
  tx: Context,
  source: TaskRow,
  changes: TaskFields = {},
  { validate_references = false }: { validate_references?: boolean } = {},
): Promise<string> {
  const { columns, parts } = storedTask(tx.version, changes, source);
  await requireTaskIds(tx, [source.id]);
  await checkReferences(
    tx,
    { project: changes.project, parent: changes.parent, models: validate_references ? parts.models?.input : [] },
    { project: errors.invalidProjectId, parent: errors.invalidTaskId },
  );
  const id = await insertTask(tx, { ...startOf(source), ...(columns as Partial<NewColumns>) });
  if (parts.hyperparams?.replace !== "all") await copyHyperparams(tx, source.id, id);
  if (parts.configuration?.replace !== "all") await copyConfiguration(tx, source.id, id);
  if (!parts.artifacts) await copyInputArtifacts(tx, source.id, id);
  if (!parts.models) await copyInputModels(tx, source.id, id);
  await writeParts(tx, id, parts);
  await touchProjects(tx, [changes.project ?? source.project]);
  return id;
}

function startOf(source: TaskRow): NewColumns {
  const { name, comment, type, project, parent, tags, system_tags, script, container, execution, output } = source;
  const { destination } = isObject(output) ? output : {};
  return {
    name,
    comment,
    type,
    project,
    parent: parent && !parent.startsWith(DELETED_PREFIX) ? parent : source.id,
    tags,
    system_tags: system_tags.filter((tag) => !OWN_TAGS.has(tag)),
    output: compact({ destination }) as Prisma.InputJsonObject,
    ...(compact({ script, container, execution }) as Pick<NewColumns, "script" | "container" | "execution">),
  };
}
