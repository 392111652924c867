import { z } from "zod";

/** Event types on the wire (wire-protocol §8.1). */
export const EVENT_TYPES = [
  "training_stats_scalar",
  "training_stats_vector",
  "training_debug_image",
  "plot",
  "log",
] as const;
export const EventType = z.enum(EVENT_TYPES);
export type EventType = z.output<typeof EventType>;

/** What stands on the x axis of scalars. */
export const ScalarKey = z.enum(["iter", "timestamp", "iso_time"]);
export type ScalarKey = z.output<typeof ScalarKey>;

export const Order = z.enum(["asc", "desc"]);

/** A metric, whole or only some of its variants. */
export const MetricVariants = z.object({ metric: z.string(), variants: z.array(z.string()).nullish() });

/** A metric of a task, whole or some variants; without a metric all of the task. */
export const TaskMetric = z.object({
  task: z.string(),
  metric: z.string().nullish(),
  variants: z.array(z.string()).nullish(),
});

/** Points a curve is thinned to (wire-protocol §8.2). An explicit null is refused. */
export const Samples = z.number().int().min(1).max(6000).default(2000);

/** The ids in `task` or `tasks` are models'. */
export const modelEvents = z.boolean().nullish();

/** An event as it is given back: named fields, and whatever else was sent with it. */
export const WireEvent = z.looseObject({
  type: EventType,
  task: z.string(),
  iter: z.number().int().optional(),
  timestamp: z.number(),
  metric: z.string(),
  variant: z.string(),
  worker: z.string().optional(),
  model_event: z.boolean(),
});
export type WireEvent = z.output<typeof WireEvent>;

/** A curve: `x` as the key asks, `y` means of the buckets. */
export const Curve = z.object({
  name: z.string(),
  x: z.array(z.union([z.number(), z.string()])),
  y: z.array(z.number()),
  x_axis_label: z.string().optional(),
});

/** What adding events answers. `errors_info` counts the lines refused by cause. */
export const Added = z.object({
  added: z.number().int(),
  errors: z.number().int(),
  errors_info: z.record(z.string(), z.number().int()),
});
export type Added = z.output<typeof Added>;

/** The newest iterations of a task with their images or plots. */
export const TaskWindow = z.object({
  task: z.string(),
  iterations: z.array(z.object({ iter: z.number().int(), events: z.array(WireEvent) })),
});

/** `{metrics: [{task, iterations: [{iter, events}]}]}` of debug_images and plots. */
export const Windows = z.object({ scroll_id: z.string(), metrics: z.array(TaskWindow) });
