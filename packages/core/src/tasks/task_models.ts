import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import type { ModelSide, TaskModelItem } from "./schema";

/** Makes these the inputs or the outputs of an open task, in this order. */
export async function replaceTaskModels(
  tx: Context,
  task: string,
  side: ModelSide,
  items: readonly TaskModelItem[],
): Promise<void> {
  await tx.db.$executeRaw(Prisma.sql`DELETE FROM task_models WHERE task = ${task} AND type = ${side}`);
  if (items.length === 0) return;
  await tx.db.$executeRaw(Prisma.sql`
    INSERT INTO task_models (task, type, position, name, model, updated)
    SELECT ${task}, ${side}, position - 1, name, model, ${tx.now()}
    FROM unnest(${items.map(({ name }) => name)}::text[], ${items.map(({ model }) => model)}::text[])
      WITH ORDINALITY AS item (name, model, position)`);
}

/**
 * Replaces the model of that name among the inputs or outputs of an open task, or puts it at the end (wire-protocol
 * §7.5).
 */
export async function putTaskModel(
  tx: Context,
  task: string,
  side: ModelSide,
  { name, model }: TaskModelItem,
): Promise<void> {
  const { count } = await tx.db.taskModel.updateMany({
    where: { task, type: side, name },
    data: { model, updated: tx.now() },
  });
  if (count > 0) return;
  await tx.db.$executeRaw(Prisma.sql`
    INSERT INTO task_models (task, type, position, name, model, updated)
    SELECT ${task}, ${side}, coalesce(max(position) + 1, 0), ${name}, ${model}, ${tx.now()}
    FROM task_models WHERE task = ${task} AND type = ${side}`);
}

/** Takes models from an open task; unknown names are passed over. */
export async function removeTaskModels(
  tx: Context,
  task: string,
  keys: readonly { readonly name: string; readonly type: ModelSide }[],
): Promise<void> {
  await tx.db.$executeRaw(Prisma.sql`
    DELETE FROM task_models AS m
    USING unnest(${keys.map(({ name }) => name)}::text[], ${keys.map(({ type }) => type)}::text[]) AS gone (name, type)
    WHERE m.task = ${task} AND m.name = gone.name AND m.type = gone.type`);
}

/** Gives a new task the input models of another. */
export async function copyInputModels(tx: Context, from: string, to: string): Promise<void> {
  await tx.db.$executeRaw(Prisma.sql`
    INSERT INTO task_models (task, type, position, name, model, updated)
    SELECT ${to}, type, position, name, model, updated FROM task_models WHERE task = ${from} AND type = 'input'`);
}
