import { z } from "zod";
import { query } from "../../platform/endpoint";
import { loadConfigurations } from "../configuration";
import { requireTaskIds } from "../references";
import { ListedConfiguration } from "../schema";

export const getConfigurations = query({
  name: "tasks.get_configurations",
  since: "1.0",
  auth: "user",
  summary: "The configuration objects of tasks, all or some by name",
  request: z.object({ tasks: z.array(z.string()).min(1), names: z.array(z.string()).nullish() }),
  response: z.object({
    configurations: z.array(
      z.object({
        task: z.string(),
        /** By name. */
        configuration: z.array(ListedConfiguration),
      }),
    ),
  }),
}).handle(async (ctx, input) => {
  const ids = await requireTaskIds(ctx, input.tasks);
  const found = await loadConfigurations(ctx, ids, input.names?.length ? input.names : null);
  return { configurations: ids.map((task) => ({ task, configuration: found.get(task) ?? [] })) };
});
