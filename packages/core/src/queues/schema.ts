import { z } from "zod";
import { MetadataMap } from "../models/schema";

const tags = z.array(z.string()).nullish();

/** Fields that queues.create and queues.update both take (wire-protocol §9). */
export const queueFields = {
  display_name: z.string().nullish(),
  tags,
  system_tags: tags,
  metadata: MetadataMap.nullish(),
};

/** A queue and one of its tasks. */
export const queueAndTask = { queue: z.string(), task: z.string() };

/** The place of a task in its queue, from 0. */
export const Position = z.object({ position: z.number().int() });
