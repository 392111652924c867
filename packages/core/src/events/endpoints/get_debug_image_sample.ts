import { z } from "zod";
import { query } from "../../platform/endpoint";
import { getSample, NextSampleRequest, nextSample, type Sample, sampleFields } from "../samples";
import { WireEvent } from "../schema";

const ImageSample = z.object({
  scroll_id: z.string(),
  /** Null when there is none to show. */
  event: WireEvent.nullable(),
  min_iteration: z.number().int().nullable(),
  max_iteration: z.number().int().nullable(),
});

export const getDebugImageSample = query({
  name: "events.get_debug_image_sample",
  since: "2.12",
  auth: "user",
  summary: "Read one debug image and open a scroll to its neighbours",
  request: z.object({ ...sampleFields, variant: z.string() }),
  response: ImageSample,
}).handle(async (ctx, input) => imageReply(await getSample(ctx, "image", input)));

export const nextDebugImageSample = query({
  name: "events.next_debug_image_sample",
  since: "2.12",
  auth: "user",
  summary: "Read the debug image before or after the last one shown",
  request: NextSampleRequest,
  response: ImageSample,
}).handle(async (ctx, input) => imageReply(await nextSample(ctx, "image", input)));

function imageReply({ events, ...rest }: Sample) {
  return { ...rest, event: events[0] ?? null };
}
