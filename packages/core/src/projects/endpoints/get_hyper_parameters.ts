import { z } from "zod";
import { query } from "../../platform/endpoint";
import { HYPERPARAMS, namesWithin } from "../names";
import { valuePage } from "../schema";
import { pageOf, projectsOf } from "../scope";

export const getHyperParameters = query({
  name: "projects.get_hyper_parameters",
  since: "2.9",
  auth: "user",
  summary: "List the hyperparameters that tasks of a project have",
  request: z.object({ project: z.string().nullish(), include_subprojects: z.boolean().nullish(), ...valuePage }),
  response: z.object({
    parameters: z.array(z.object({ section: z.string(), name: z.string() })),
    /** Counts the page only, as clients know it (wire-protocol §11). */
    total: z.number().int(),
    remaining: z.number().int(),
  }),
}).handle(async (ctx, input) => {
  const projects = await projectsOf(ctx, input);
  const parameters = await namesWithin<{ section: string; name: string }>(ctx, HYPERPARAMS, projects, pageOf(input));
  return { parameters, total: parameters.length, remaining: 0 };
});
