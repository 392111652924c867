import { isArchived, isReadOnly, type Run } from "../query";

export type RunAction =
  | "clone"
  | "enqueue"
  | "dequeue"
  | "reset"
  | "abort"
  | "publish"
  | "archive"
  | "restore"
  | "move"
  | "delete";

/** Wire statuses from which the server allows an action without force (wire-protocol §7.3). */
const FROM: Partial<Record<RunAction, readonly string[]>> = {
  enqueue: ["created", "stopped", "failed"],
  dequeue: ["queued"],
  abort: ["queued", "in_progress"],
  reset: ["queued", "in_progress", "stopped", "closed", "failed", "completed"],
  publish: ["stopped", "closed", "failed", "completed"],
};

/** Why an action makes no sense for a run now, as a sentence for a tooltip; null when it does. */
export function whyNot(action: RunAction, run: Run): string | null {
  if (action === "clone") return null;
  if (isReadOnly(run)) return "Examples cannot be changed. Clone it to work with it.";
  const archived = isArchived(run);
  const status = run.status ?? "created";
  switch (action) {
    case "archive":
      return archived ? "It is archived already." : null;
    case "restore":
      return archived ? null : "It is not archived.";
    case "delete":
      return archived ? null : "Archive it first.";
    case "move":
      return null;
    default:
      if (archived) return "Restore it from the archive first.";
      return FROM[action]?.includes(status) ? null : REASONS[action](status);
  }
}

const REASONS: Record<"enqueue" | "dequeue" | "abort" | "reset" | "publish", (status: string) => string> = {
  enqueue: (status) =>
    status === "queued" || status === "in_progress"
      ? "It is waiting or running already."
      : "It is finished. Reset or clone it to run it again.",
  dequeue: () => "It waits in no queue.",
  abort: () => "It is not running.",
  reset: (status) => (status === "created" ? "It has not run yet." : "Published runs stay as they are."),
  publish: (status) => (status === "published" ? "It is published already." : "Only what has ended can be published."),
};
