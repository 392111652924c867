import { z } from "zod";
import { query } from "../../platform/endpoint";
import { loadHyperparams } from "../hyperparams";
import { requireTaskIds } from "../references";
import { ListedParam } from "../schema";

export const getHyperParams = query({
  name: "tasks.get_hyper_params",
  since: "1.0",
  auth: "user",
  summary: "The hyperparameters of tasks, as lists",
  request: z.object({ tasks: z.array(z.string()).min(1) }),
  response: z.object({
    params: z.array(
      z.object({
        task: z.string(),
        /** By section and name. */
        hyperparams: z.array(ListedParam),
      }),
    ),
  }),
}).handle(async (ctx, input) => {
  const ids = await requireTaskIds(ctx, input.tasks);
  const params = await loadHyperparams(ctx, ids);
  return { params: ids.map((task) => ({ task, hyperparams: params.get(task) ?? [] })) };
});
