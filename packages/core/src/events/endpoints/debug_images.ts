import { z } from "zod";
import type { Context } from "../../platform/context";
import { query } from "../../platform/endpoint";
import { type LatestPage, readLatest } from "../latest";
import { requireOwner } from "../owners";
import { Windows, WireEvent } from "../schema";
import { readWindows, WindowsRequest } from "../windows";

export const debugImages = query({
  name: "events.debug_images",
  since: "2.7",
  auth: "user",
  summary: "Read the debug images of tasks' newest iterations and scroll to earlier or later ones",
  request: WindowsRequest,
  response: Windows,
}).handle((ctx, input) => readWindows(ctx, "image", input));

const LegacyRequest = z.object({
  task: z.string(),
  iters: z.number().int().min(1).default(1),
  scroll_id: z.string().nullish(),
});
const LegacyReply = z.object({
  task: z.string(),
  images: z.array(WireEvent),
  returned: z.number().int(),
  total: z.number().int(),
  scroll_id: z.string(),
});

export const debugImagesOfIterations = query({
  name: "events.debug_images",
  since: "1.8",
  auth: "user",
  summary: "Read the debug images of a task's newest iterations",
  request: LegacyRequest,
  response: LegacyReply,
}).handle(async (ctx, input) => {
  const page = await latestImages(ctx, input, "owner");
  return { ...reply(input.task, page), total: page.events.length };
});

export const debugImagesOfVariants = query({
  name: "events.debug_images",
  since: "1.0",
  auth: "user",
  summary: "Read the debug images of the newest iterations of each of a task's variants",
  request: LegacyRequest,
  response: LegacyReply,
}).handle(async (ctx, input) => {
  const page = await latestImages(ctx, input, "variant");
  const all = await ctx.events.summarize({ owners: [input.task], kinds: ["image"] });
  return { ...reply(input.task, page), total: all.reduce((sum, { count }) => sum + count, 0) };
});

async function latestImages(
  ctx: Context,
  input: z.output<typeof LegacyRequest>,
  per: "owner" | "variant",
): Promise<LatestPage> {
  const owner = await requireOwner(ctx, input.task);
  return readLatest(ctx, { owners: [owner], kind: "image", iters: input.iters, per, scroll_id: input.scroll_id });
}

function reply(task: string, { events, scroll_id }: LatestPage) {
  return { task, images: events, returned: events.length, scroll_id };
}
