"use client";

import { createContext, type ReactNode, use, useMemo, useState } from "react";
import { useOfferCommands } from "@/features/palette/commands";
import { useHotkeys } from "@/lib/hotkeys";
import { useRun } from "../run-context";
import { type RunAction, whyNot } from "./allowed";
import { CloneDialog } from "./clone-dialog";
import { ConfirmDialog, isConfirmed } from "./confirm-dialog";
import { EnqueueDialog } from "./enqueue-dialog";
import { MoveDialog } from "./move-dialog";

export const ACTION_NAMES: Readonly<Record<RunAction, string>> = {
  clone: "Clone",
  enqueue: "Enqueue",
  dequeue: "Dequeue",
  reset: "Reset",
  abort: "Abort",
  publish: "Publish",
  archive: "Archive",
  restore: "Restore from archive",
  move: "Move to project",
  delete: "Delete",
};

const OpenAction = createContext<((action: RunAction) => void) | null>(null);

/** Opens the dialog of an action for the run of the page. */
export function useOpenAction(): (action: RunAction) => void {
  const open = use(OpenAction);
  if (!open) throw new Error("useOpenAction outside of a run's page");
  return open;
}

/** What can be done with the run of the page: dialogs, the key `e`, and the palette's commands. */
export function RunActionsProvider({ children }: { children: ReactNode }) {
  const run = useRun();
  const [action, setAction] = useState<RunAction | null>(null);
  const close = () => setAction(null);
  const offered = (Object.keys(ACTION_NAMES) as RunAction[]).filter((each) => whyNot(each, run) === null).join(" ");
  const commands = useMemo(
    () =>
      (offered.split(" ") as RunAction[]).map((each) => ({
        id: `run-${each}`,
        label: `${ACTION_NAMES[each]} this run`,
        shortcut: each === "enqueue" ? "e" : undefined,
        run: () => setAction(each),
      })),
    [offered],
  );
  useOfferCommands(commands);
  useHotkeys({ e: () => whyNot("enqueue", run) === null && setAction("enqueue") });
  return (
    <OpenAction value={setAction}>
      {children}
      {action === "clone" && <CloneDialog run={run} onClose={close} />}
      {action === "enqueue" && <EnqueueDialog run={run} onClose={close} />}
      {action === "move" && <MoveDialog run={run} onClose={close} />}
      {action !== null && isConfirmed(action) && <ConfirmDialog action={action} run={run} onClose={close} />}
    </OpenAction>
  );
}
