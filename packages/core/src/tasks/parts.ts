import type { Context } from "../platform/context";
import { writeArtifacts } from "./artifacts";
import { type ConfigurationRow, type ReplaceConfiguration, writeConfiguration } from "./configuration";
import { type ParamsRow, type Replace, writeHyperparams } from "./hyperparams";
import type { Artifact, ModelSide, TaskModelItem } from "./schema";
import { replaceTaskModels } from "./task_models";

/** What a request says of a task that lies in tables of its own. Absent parts were not said. */
export interface TaskParts {
  readonly hyperparams?: { readonly rows: readonly ParamsRow[]; readonly replace: Replace };
  readonly configuration?: { readonly rows: readonly ConfigurationRow[]; readonly replace: ReplaceConfiguration };
  /** All of them. */
  readonly artifacts?: readonly Artifact[];
  /** A side that is absent stays as it is. */
  readonly models?: Partial<Record<ModelSide, readonly TaskModelItem[]>>;
}

/** Writes the parts of an open task. */
export async function writeParts(tx: Context, task: string, parts: TaskParts): Promise<void> {
  const { hyperparams, configuration, artifacts, models } = parts;
  if (hyperparams) await writeHyperparams(tx, task, hyperparams.rows, hyperparams.replace);
  if (configuration) await writeConfiguration(tx, task, configuration.rows, configuration.replace);
  if (artifacts) await writeArtifacts(tx, task, artifacts, { replace: true });
  if (models?.input) await replaceTaskModels(tx, task, "input", models.input);
  if (models?.output) await replaceTaskModels(tx, task, "output", models.output);
}
