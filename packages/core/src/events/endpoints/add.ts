import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { addEvents } from "../ingest";
import { Added } from "../schema";

export const add = mutation({
  name: "events.add",
  since: "1.0",
  auth: "user",
  summary: "Add one event to a task or model",
  // Read by hand, as the lines of a batch are: one cause, one error (400/131).
  request: z.looseObject({}),
  response: Added,
}).handle((ctx, input) => addEvents(ctx, [input]));
