import { z } from "zod";

const days = z.number().int().min(1).max(36_500);
const flag = z.boolean();

/** What is cleared away of runs that ended so many days ago. Each is off until somebody turns it on. */
export const Policies = z.object({
  /** Console lines of ended runs go. */
  logs: z.object({ enabled: flag, days }),
  /** Scalars of archived runs, unchanged for so long, are thinned to so many points a variant (EventStore.thin). */
  scalars: z.object({ enabled: flag, days, points: z.number().int().min(4).max(1_000_000) }),
  /** Debug images and their files go, but those of the newest iterations of each variant. */
  images: z.object({ enabled: flag, days, iterations: z.number().int().min(1).max(1_000_000) }),
  /** The same for plots. */
  plots: z.object({ enabled: flag, days, iterations: z.number().int().min(1).max(1_000_000) }),
  /** Published runs too. */
  published: flag,
});
export type Policies = z.output<typeof Policies>;

/** Kinds of policies, in the order in which they are carried out. */
export const POLICY_NAMES = ["logs", "scalars", "images", "plots"] as const;
export type PolicyName = (typeof POLICY_NAMES)[number];

export const NO_POLICIES: Policies = {
  logs: { enabled: false, days: 90 },
  scalars: { enabled: false, days: 30, points: 1000 },
  images: { enabled: false, days: 30, iterations: 10 },
  plots: { enabled: false, days: 90, iterations: 10 },
  published: false,
};

/** What a policy did, or would do. */
export const Effect = z.object({
  tasks: z.number().int(),
  /** Of scalars in a dry run: at least so many. */
  events: z.number().int(),
  /** In the event store. */
  bytes: z.number().int(),
  /** Files put on the list of those to delete; in a dry run an estimate, by their share of the events. */
  files: z.number().int(),
  /** Of these files; an estimate by what was counted last. */
  file_bytes: z.number().int(),
});
export type Effect = z.output<typeof Effect>;

export const NO_EFFECT: Effect = { tasks: 0, events: 0, bytes: 0, files: 0, file_bytes: 0 };

/** Effects by policy; none of policies that are off. */
export const Effects = z.partialRecord(z.enum(POLICY_NAMES), Effect);
export type Effects = z.output<typeof Effects>;

/** A run of the policies. */
export const RetentionRun = z.object({
  id: z.string(),
  /** Who asked for it; null for the nightly one. */
  user: z.string().nullable(),
  created: z.string(),
  finished: z.string().nullable(),
  policies: Policies,
  effects: Effects,
  /** The last task that could not be cleared, and why. */
  error: z.string().nullable(),
});
export type RetentionRun = z.output<typeof RetentionRun>;
