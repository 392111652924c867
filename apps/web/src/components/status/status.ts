/** The states of a run as people see them; the wire has more (wire-protocol §7.3). */
export type StatusKind = "created" | "queued" | "running" | "completed" | "failed" | "aborted" | "published";

/** Wire status → what is shown. */
const KINDS: Readonly<Record<string, StatusKind>> = {
  created: "created",
  queued: "queued",
  in_progress: "running",
  completed: "completed",
  closed: "completed",
  failed: "failed",
  stopped: "aborted",
  published: "published",
  publishing: "published",
};

export const STATUS_WORDS: Readonly<Record<StatusKind, string>> = {
  created: "Created",
  queued: "Queued",
  running: "Running",
  completed: "Completed",
  failed: "Failed",
  aborted: "Aborted",
  published: "Published",
};

/** What a wire status looks like; unknown ones count as created. */
export function statusKind(status: string | undefined): StatusKind {
  return (status && KINDS[status]) || "created";
}

/** Whether a run in this wire status may still change by itself: such pages stay live. */
export function isActive(status: string | undefined): boolean {
  return status === "in_progress" || status === "queued" || status === "publishing";
}
