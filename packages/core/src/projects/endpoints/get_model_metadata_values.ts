import { Prisma } from "@limpid/db";
import { z } from "zod";
import { query } from "../../platform/endpoint";
import { projectScope, valuePage } from "../schema";
import { withinScope } from "../scope";
import { distinctValues, Values } from "../values";

export const getModelMetadataValues = query({
  name: "projects.get_model_metadata_values",
  since: "1.0",
  auth: "user",
  summary: "List the values that one metadata key has in models",
  request: z.object({ ...projectScope, key: z.string(), allow_public: z.boolean().nullish(), ...valuePage }),
  response: Values,
}).handle(async (ctx, input) => {
  const rows = Prisma.sql`
    SELECT m.value FROM model_metadata AS m JOIN models AS t ON t.id = m.model
    WHERE m.key = ${input.key} AND m.value IS NOT NULL AND ${await withinScope(ctx, input)}`;
  return distinctValues(ctx, rows, input);
});
