import { z } from "zod";
import { query } from "../../platform/endpoint";
import { configurationNames } from "../configuration";
import { requireTaskIds } from "../references";

export const getConfigurationNames = query({
  name: "tasks.get_configuration_names",
  since: "1.0",
  auth: "user",
  summary: "The names of the configuration objects of tasks",
  request: z.object({
    tasks: z.array(z.string()).min(1),
    /** Leaves out objects without text, which is the default. */
    skip_empty: z.boolean().nullish(),
  }),
  response: z.object({
    configurations: z.array(z.object({ task: z.string(), names: z.array(z.string()) })),
  }),
}).handle(async (ctx, input) => {
  const ids = await requireTaskIds(ctx, input.tasks);
  const found = await configurationNames(ctx, ids, input.skip_empty ?? true);
  return { configurations: ids.map((task) => ({ task, names: found.get(task) ?? [] })) };
});
