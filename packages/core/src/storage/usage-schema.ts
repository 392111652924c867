import { z } from "zod";

/** What takes up room. Stored in storage_usages: never rename. */
export const USAGE_KINDS = [
  "scalars",
  "logs",
  "plots",
  "images",
  "artifacts",
  "models",
  "datasets",
  /** What workers and served models report of themselves. */
  "monitoring",
  "other",
] as const;
export type UsageKind = (typeof USAGE_KINDS)[number];

const KindShare = z.object({ kind: z.enum(USAGE_KINDS), bytes: z.number().int() });

export const UsageTotal = KindShare.extend({
  /** Of the bytes, those on the file server; the others are in the event store. */
  file_bytes: z.number().int(),
  events: z.number().int(),
  files: z.number().int(),
});
export type UsageTotal = z.output<typeof UsageTotal>;

/**
 * A line of the explorer: a project with all below it, the runs directly in the project that is looked at, a task, a model, or `left` for what
 * belongs to nobody any more.
 */
export const UsageGroup = z.object({
  type: z.enum(["project", "here", "task", "model", "left"]),
  id: z.string(),
  name: z.string(),
  /** Of a task or model: where it is. */
  project: z.object({ id: z.string(), name: z.string() }).nullable(),
  bytes: z.number().int(),
  /** Largest first. */
  kinds: z.array(KindShare),
});
export type UsageGroup = z.output<typeof UsageGroup>;
