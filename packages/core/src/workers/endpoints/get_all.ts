import { z } from "zod";
import { query } from "../../platform/endpoint";
import { listWorkers } from "../listing";
import { filterFields } from "../schema";

/** Seconds. */
const LAST_SEEN = 3600;

export const getAll = query({
  name: "workers.get_all",
  since: "2.4",
  auth: "user",
  summary: "The living workers that match, with their queues and tasks",
  request: z.object(filterFields),
  response: z.object({ workers: z.array(z.looseObject({ id: z.string() })) }),
}).handle(async (ctx, filter) => ({
  workers: (await listWorkers(ctx, { ...filter, last_seen: filter.last_seen ?? LAST_SEEN })) as { id: string }[],
}));
