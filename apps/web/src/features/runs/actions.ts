import type { Task } from "@/lib/wire";

/** What can be done with runs, alone or many at once. */
export type RunActionId =
  | "compare"
  | "enqueue"
  | "dequeue"
  | "abort"
  | "reset"
  | "publish"
  | "tags"
  | "move"
  | "clone"
  | "archive"
  | "restore"
  | "delete";

export interface RunAction {
  readonly id: RunActionId;
  readonly label: string;
  /** "3 runs archived". */
  readonly done: string;
  /** The key that does it in a table. */
  readonly shortcut?: string;
  /** Whether it can be done with this run (wire-protocol §7.3). */
  readonly applies: (task: Task) => boolean;
  /** Which runs it can be done with: "Only … can be enqueued". */
  readonly wants: string;
  readonly danger?: boolean;
}

export const isArchived = (task: Task) => task.system_tags?.includes("archived") ?? false;
const inState =
  (...states: readonly string[]) =>
  (task: Task) =>
    states.includes(task.status ?? "");
const ENDED = ["stopped", "closed", "failed", "completed"];

/** All actions, in the order in which menus show them. */
export const RUN_ACTIONS: readonly RunAction[] = [
  { id: "compare", label: "Compare", done: "compared", shortcut: "c", applies: () => true, wants: "any runs" },
  {
    id: "enqueue",
    label: "Enqueue",
    done: "enqueued",
    shortcut: "e",
    applies: (task) => !isArchived(task) && inState("created", "stopped", "failed")(task),
    wants: "drafts, aborted and failed runs",
  },
  { id: "dequeue", label: "Dequeue", done: "dequeued", applies: inState("queued"), wants: "queued runs" },
  {
    id: "abort",
    label: "Abort",
    done: "aborted",
    applies: inState("in_progress", "queued"),
    wants: "running and queued runs",
  },
  {
    id: "reset",
    label: "Reset",
    done: "reset",
    applies: inState(...ENDED),
    wants: "runs that have ended and are not published",
    danger: true,
  },
  {
    id: "publish",
    label: "Publish",
    done: "published",
    applies: inState(...ENDED),
    wants: "runs that have ended and are not published",
  },
  { id: "clone", label: "Clone", done: "cloned", applies: () => true, wants: "one run" },
  { id: "tags", label: "Tags", done: "tagged", applies: () => true, wants: "any runs" },
  { id: "move", label: "Move", done: "moved", applies: () => true, wants: "any runs" },
  {
    id: "archive",
    label: "Archive",
    done: "archived",
    applies: (task) => !isArchived(task),
    wants: "runs outside of the archive",
  },
  { id: "restore", label: "Restore", done: "restored", applies: isArchived, wants: "archived runs" },
  { id: "delete", label: "Delete", done: "deleted", applies: isArchived, wants: "archived runs", danger: true },
];

export function runAction(id: RunActionId): RunAction {
  const action = RUN_ACTIONS.find((each) => each.id === id);
  if (!action) throw new Error(`no action ${id}`);
  return action;
}

/** Actions for one run: those that apply to one, and to this one. */
export function actionsFor(task: Task): readonly RunAction[] {
  return RUN_ACTIONS.filter((action) => action.id !== "compare" && action.applies(task));
}

/** "1 run", "3 runs", "2 of 5 models". */
export function countWords(count: number, of: number = count, noun = "run"): string {
  const number = new Intl.NumberFormat("en").format;
  return `${number(count)}${of === count ? "" : ` of ${number(of)}`} ${of === 1 ? noun : `${noun}s`}`;
}

/** Why an action does not apply to all: "2 are left out: only queued runs can be dequeued." Empty when it does. */
export function leftOut(action: Pick<RunAction, "wants" | "done">, applying: number, total: number): string {
  const rest = total - applying;
  if (rest === 0) return "";
  const who = rest === 1 ? "1 is" : `${new Intl.NumberFormat("en").format(rest)} are`;
  return `${who} left out: only ${action.wants} can be ${action.done}.`;
}
