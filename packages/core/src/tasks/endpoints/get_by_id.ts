import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { loadDocuments } from "../../platform/find/load";
import { asRead } from "../../platform/find/reply";
import { downgradeTaskReply } from "../legacy";
import { TaskDocument } from "../schema";

/** One round trip: the SDK calls this after every write. */
export const getById = query({
  name: "tasks.get_by_id",
  since: "1.0",
  auth: "user",
  summary: "One task, whole",
  request: z.object({ task: z.string() }),
  response: z.object({ task: asRead(TaskDocument) }),
}).handle(async (ctx, input) => {
  const [task] = await loadDocuments(ctx, entities.task, [input.task]);
  if (!task) throw errors.invalidTaskId({ id: input.task, company: ctx.identity.company });
  // the list is kept for those who name it; here its place is shown empty, as clients of any version have always seen it
  return { task: { id: input.task, ...downgradeTaskReply(ctx.version, { ...task, unique_metrics: [] }) } };
});
