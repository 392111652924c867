import { z } from "zod";
import { query } from "../../platform/endpoint";
import { defaultQueue } from "../store";

export const getDefault = query({
  name: "queues.get_default",
  since: "2.4",
  auth: "user",
  summary: "The queue for tasks that name none",
  request: z.object({}),
  response: z.object({ id: z.string(), name: z.string() }),
}).handle(async (ctx) => {
  const { id, name } = await defaultQueue(ctx);
  return { id, name };
});
