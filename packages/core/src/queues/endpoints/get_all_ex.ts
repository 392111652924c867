import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { findDocuments } from "../../platform/find/find";
import { downgradeMetadata } from "../../platform/find/legacy";
import { listReply } from "../../platform/find/reply";
import { queryFields } from "../../platform/find/request";
import { workersOfQueues } from "../../workers/listing";
import { queuesWithEntries } from "../entries-limit";

/** Always all of them, whatever only_fields says, with the names of the waiting tasks (wire-protocol §9). */
const FIELDS = [
  ...Object.keys(entities.queue.fields).filter((name) => name !== "entries" && name !== "entries_count"),
  "entries.added",
  "entries.task.name",
];

export const getAllEx = query({
  name: "queues.get_all_ex",
  since: "2.4",
  auth: "user",
  summary: "The queues that match, with joined references",
  request: z.looseObject({
    ...queryFields(entities.queue),
    max_task_entries: z.number().int().nullish(),
    count_task_entries: z.boolean().nullish(),
  }),
  response: listReply("queues"),
}).handle(async (ctx, input) => {
  const { documents, ...scroll } = await findDocuments(ctx, queuesWithEntries(input.max_task_entries), input, {
    mode: "get_all_ex",
    fields: input.count_task_entries ? [...FIELDS, "entries_count"] : FIELDS,
  });
  const workers = await workersOfQueues(
    ctx,
    documents.map(({ id }) => String(id)),
  );
  return {
    queues: documents.map((queue) => ({
      ...downgradeMetadata(ctx.version, queue),
      workers: workers.get(String(queue.id)) ?? [],
    })),
    ...scroll,
  };
});
