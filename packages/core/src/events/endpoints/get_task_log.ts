import { z } from "zod";
import { query } from "../../platform/endpoint";
import { requireOwner } from "../owners";
import { readPage } from "../pages";
import { MetricVariants, Order, WireEvent } from "../schema";
import { pageSize, selectors, wireEvent } from "../wire";

export const getTaskLog = query({
  name: "events.get_task_log",
  since: "2.9",
  auth: "user",
  summary: "Read a task's console output around a point in time",
  request: z.object({
    task: z.string(),
    batch_size: z.number().int().nullish(),
    /** Towards older lines, the newest first; else towards newer ones. */
    navigate_earlier: z.boolean().nullish(),
    /** Milliseconds since 1970; lines of exactly this time are left out. */
    from_timestamp: z.number().nullish(),
    order: Order.nullish(),
    metrics: z.array(MetricVariants).nullish(),
  }),
  response: z.object({ events: z.array(WireEvent), returned: z.number().int(), total: z.number().int() }),
}).handle(async (ctx, input) => {
  await requireOwner(ctx, input.task);
  const earlier = input.navigate_earlier ?? true;
  const from = input.from_timestamp;
  const { events, total } = await ctx.events.scan({
    owner: input.task,
    kind: "log",
    metrics: selectors(input.metrics),
    order: "timestamp",
    direction: earlier ? "desc" : "asc",
    limit: pageSize(input.batch_size, 5000),
    timestamp: from == null ? undefined : earlier ? { lt: from } : { gt: from },
    wholeTimestamps: true,
    total: true,
  });
  const lines = events.map((event) => wireEvent(event, false));
  if (input.order && (input.order === "asc") === earlier) lines.reverse();
  return { events: lines, returned: lines.length, total: total ?? 0 };
});

const legacyFields = {
  task: z.string(),
  batch_size: z.number().int().nullish(),
  scroll_id: z.string().nullish(),
};
const LegacyReply = z.object({
  events: z.array(WireEvent),
  returned: z.number().int(),
  total: z.number().int().nullable(),
  scroll_id: z.string(),
});

export const getTaskLogFromEnd = query({
  name: "events.get_task_log",
  since: "1.7",
  auth: "user",
  summary: "Scroll through a task's console output from its head or tail",
  request: z.object({
    ...legacyFields,
    order: Order.nullish(),
    /** `head` (default); anything else is the tail. */
    from: z.string().nullish(),
  }),
  response: LegacyReply,
}).handle(async (ctx, input) => {
  await requireOwner(ctx, input.task);
  const direction = (input.from ?? "head") === "head" ? "asc" : "desc";
  const page = await readPage(ctx, { ...input, kinds: ["log"], direction, byTime: true });
  if ((input.order ?? "desc") !== direction) page.events.reverse();
  return page;
});

export const getTaskLogInOrder = query({
  name: "events.get_task_log",
  since: "1.0",
  auth: "user",
  summary: "Scroll through a task's console output",
  request: z.object({ ...legacyFields, order: Order.nullish() }),
  response: LegacyReply,
}).handle(async (ctx, input) => {
  await requireOwner(ctx, input.task);
  return readPage(ctx, { ...input, kinds: ["log"], direction: input.order ?? "desc", byTime: true });
});
