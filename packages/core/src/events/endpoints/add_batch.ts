import { z } from "zod";
import { batch } from "../../platform/endpoint";
import { addEvents } from "../ingest";
import { Added } from "../schema";

export const addBatch = batch({
  name: "events.add_batch",
  since: "1.0",
  auth: "user",
  summary: "Add events to tasks and models, one JSON object a line",
  request: z.looseObject({}),
  response: Added,
}).handle((ctx, lines) => addEvents(ctx, lines));
