import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { downgradeMetadata } from "../../platform/find/legacy";
import { loadDocuments } from "../../platform/find/load";
import { limitEntries } from "../entries-limit";

export const getById = query({
  name: "queues.get_by_id",
  since: "2.4",
  auth: "user",
  summary: "One queue with its entries",
  request: z.object({ queue: z.string(), max_task_entries: z.number().int().nullish() }),
  response: z.object({ queue: z.looseObject({ id: z.string() }) }),
}).handle(async (ctx, input) => {
  const [queue] = await loadDocuments(ctx, entities.queue, [input.queue]);
  if (!queue) throw errors.invalidQueueId({ id: input.queue, company: ctx.identity.company });
  return {
    queue: { id: input.queue, ...downgradeMetadata(ctx.version, limitEntries(queue, input.max_task_entries)) },
  };
});
