import { z } from "zod";
import { query } from "../../platform/endpoint";

export const endpoints = query({
  name: "server.endpoints",
  since: "1.0",
  auth: ["root", "system"],
  summary: "Every endpoint in every version, with who may call it",
  request: z.object({}),
  response: z.object({
    endpoints: z.array(
      z.object({
        name: z.string(),
        min_version: z.string(),
        /** `none`, `optional`, `user`, or the roles. */
        auth: z.union([z.string(), z.array(z.string())]),
        summary: z.string(),
      }),
    ),
  }),
}).handle((ctx) => ({
  endpoints: ctx.registry.all().map(({ name, since, auth, summary }) => ({
    name,
    min_version: since ?? "",
    auth: typeof auth === "string" ? auth : [...auth],
    summary,
  })),
}));
