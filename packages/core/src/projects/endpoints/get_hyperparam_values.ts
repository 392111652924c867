import { Prisma } from "@limpid/db";
import { z } from "zod";
import { query } from "../../platform/endpoint";
import { translatePattern } from "../../platform/find/pattern";
import { projectScope, valuePage } from "../schema";
import { withinScope } from "../scope";
import { distinctValues, Values } from "../values";

export const getHyperparamValues = query({
  name: "projects.get_hyperparam_values",
  since: "2.13",
  auth: "user",
  summary: "List the values that one hyperparameter has in tasks",
  request: z.object({
    ...projectScope,
    section: z.string(),
    name: z.string(),
    /** Regular expression, whatever the case. */
    pattern: z.string().nullish(),
    allow_public: z.boolean().nullish(),
    ...valuePage,
  }),
  response: Values,
}).handle(async (ctx, input) => {
  const wanted = input.pattern
    ? Prisma.sql`AND p.value ~ ${translatePattern(input.pattern, { ignoreCase: true }).regex}`
    : Prisma.empty;
  const rows = Prisma.sql`
    SELECT p.value FROM task_hyperparams AS p JOIN tasks AS t ON t.id = p.task
    WHERE p.section = ${input.section} AND p.name = ${input.name} AND p.value IS NOT NULL ${wanted}
      AND ${await withinScope(ctx, input)}`;
  return distinctValues(ctx, rows, input, { patterns: Boolean(input.pattern) });
});
