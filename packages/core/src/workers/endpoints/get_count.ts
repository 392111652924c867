import { z } from "zod";
import { query } from "../../platform/endpoint";
import { countWorkers } from "../listing";
import { filterFields } from "../schema";

export const getCount = query({
  name: "workers.get_count",
  since: "1.0",
  auth: "user",
  summary: "How many living workers match",
  request: z.object(filterFields),
  response: z.object({ count: z.number().int() }),
}).handle(async (ctx, filter) => ({ count: await countWorkers(ctx, filter) }));
