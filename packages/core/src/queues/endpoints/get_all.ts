import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { findDocuments } from "../../platform/find/find";
import { downgradeMetadata } from "../../platform/find/legacy";
import { listReply } from "../../platform/find/reply";
import { queryFields } from "../../platform/find/request";
import { queuesWithEntries } from "../entries-limit";

export const getAll = query({
  name: "queues.get_all",
  since: "2.4",
  auth: "user",
  summary: "The queues that match, with plain ids for references",
  request: z.looseObject({ ...queryFields(entities.queue), max_task_entries: z.number().int().nullish() }),
  response: listReply("queues"),
}).handle(async (ctx, input) => {
  const { documents, ...scroll } = await findDocuments(ctx, queuesWithEntries(input.max_task_entries), input, {
    mode: "get_all",
  });
  return {
    queues: documents.map((queue) => downgradeMetadata(ctx.version, queue)),
    ...scroll,
  };
});
