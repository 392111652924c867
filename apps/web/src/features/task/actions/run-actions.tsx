"use client";

import { createContext, type ReactNode, use, useMemo } from "react";
import { useOfferCommands } from "@/features/palette/commands";
import { actionsFor, type RunActionId, runAction } from "@/features/runs/actions";
import { useRunActions } from "@/features/runs/run-dialogs";
import { useHotkeys } from "@/lib/hotkeys";
import { useRun } from "../run-context";

const StartAction = createContext<((action: RunActionId) => void) | null>(null);

/** Starts an action on the run of the page. */
export function useStartAction(): (action: RunActionId) => void {
  const start = use(StartAction);
  if (!start) throw new Error("useStartAction outside of a run's page");
  return start;
}

/** What can be done with the run of the page: dialogs, the key `e`, and the palette's commands. */
export function RunActionsProvider({ children }: { children: ReactNode }) {
  const run = useRun();
  const { start, dialog } = useRunActions();
  const startOne = (action: RunActionId) => start(action, [run]);
  const offered = actionsFor(run)
    .map((action) => action.id)
    .join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list changes with what is offered, not with every look at the run
  const commands = useMemo(
    () =>
      offered
        .split(" ")
        .filter(Boolean)
        .map((id) => runAction(id as RunActionId))
        .map((action) => ({
          id: `run-${action.id}`,
          label: `${action.label} this run`,
          shortcut: action.shortcut,
          run: () => startOne(action.id),
        })),
    [offered, run.id],
  );
  useOfferCommands(commands);
  useHotkeys({ e: () => runAction("enqueue").applies(run) && startOne("enqueue") });
  return (
    <StartAction value={startOne}>
      {children}
      {dialog}
    </StartAction>
  );
}
