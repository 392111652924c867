import { z } from "zod";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { downgradeMetadata } from "../../platform/find/legacy";
import { loadDocuments } from "../../platform/find/load";
import { queuesWithEntries } from "../entries-limit";

export const getById = query({
  name: "queues.get_by_id",
  since: "2.4",
  auth: "user",
  summary: "One queue with its entries",
  request: z.object({ queue: z.string(), max_task_entries: z.number().int().nullish() }),
  response: z.object({ queue: z.looseObject({ id: z.string() }) }),
}).handle(async (ctx, input) => {
  const [queue] = await loadDocuments(ctx, queuesWithEntries(input.max_task_entries), [input.queue]);
  if (!queue) throw errors.invalidQueueId({ id: input.queue, company: ctx.identity.company });
  return {
    queue: { id: input.queue, ...downgradeMetadata(ctx.version, queue) },
  };
});
