/** What a task may be (wire-protocol §7.1). */
export const STATUSES = [
  "created",
  "queued",
  "in_progress",
  "stopped",
  "publishing",
  "published",
  "closed",
  "failed",
  "completed",
  "unknown",
] as const;

/** One of {@link STATUSES}. */
export type Status = (typeof STATUSES)[number];

/** Where a task may go from each status without force (wire-protocol §7.3). Staying is always allowed. */
const NEXT: Readonly<Record<Status, readonly Status[]>> = {
  created: ["queued", "in_progress"],
  queued: ["created", "in_progress", "stopped"],
  in_progress: ["stopped", "failed", "created", "completed"],
  stopped: ["closed", "created", "failed", "queued", "in_progress", "published", "publishing", "completed"],
  closed: ["created", "failed", "published", "publishing", "stopped"],
  failed: ["created", "stopped", "published", "queued"],
  completed: ["published", "in_progress", "created"],
  publishing: ["published"],
  published: [],
  unknown: [],
};

/** Whether a text is one of {@link STATUSES}. */
export function isStatus(text: string): text is Status {
  return Object.hasOwn(NEXT, text);
}

/** Whether a task may go from one status to the other without force (wire-protocol §7.3). A status that is none leads nowhere. */
export function canChange(from: string, to: Status): boolean {
  return from === to || (isStatus(from) && NEXT[from].includes(to));
}
