import type { Context } from "../platform/context";
import type { TaskRow } from "./store";

/**
 * The company's tasks that a pipeline controller has started: its children (`include_pipeline_steps`). None for tasks of other types.
 * @param statuses only those in one of them; all by default.
 */
export async function pipelineSteps(
  tx: Context,
  controller: Pick<TaskRow, "id" | "type">,
  statuses?: readonly string[],
): Promise<TaskRow[]> {
  if (controller.type !== "controller") return [];
  const { company } = tx.identity;
  return tx.db.task.findMany({
    where: { parent: controller.id, company, ...(statuses ? { status: { in: [...statuses] } } : {}) },
    orderBy: { id: "asc" },
  });
}
