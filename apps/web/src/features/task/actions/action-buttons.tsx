"use client";

import { Copy, EllipsisVertical, GitBranch, GitCompareArrows, Link2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { RUN_ACTIONS, type RunActionId, runAction } from "@/features/runs/actions";
import { ACTION_ICONS } from "@/features/runs/selection-bar";
import { useRun } from "../run-context";
import { useStartAction } from "./run-actions";

/** The action that comes next for a run in its state. */
const NEXT: Readonly<Record<string, RunActionId>> = { created: "enqueue", queued: "dequeue", in_progress: "abort" };
/** They stand elsewhere on the page. */
const ELSEWHERE: readonly RunActionId[] = ["compare", "tags"];
/** Of these only the one that makes sense is listed. */
const EITHER: readonly RunActionId[] = ["archive", "restore"];

/** The next action and cloning as buttons, all others in a menu; what cannot be done now says what it is for. */
export function ActionButtons() {
  const run = useRun();
  const start = useStartAction();
  const next = NEXT[run.status ?? ""];
  const shown = next && runAction(next).applies(run) ? runAction(next) : null;
  const NextIcon = shown && ACTION_ICONS[shown.id];
  const listed = RUN_ACTIONS.filter(
    (action) => !ELSEWHERE.includes(action.id) && !(EITHER.includes(action.id) && !action.applies(run)),
  );
  return (
    <>
      {shown && NextIcon && (
        <Button variant={shown.id === "enqueue" ? "primary" : "secondary"} onClick={() => start(shown.id)}>
          <NextIcon /> {shown.label}
        </Button>
      )}
      <Button onClick={() => start("clone")} className="hidden sm:inline-flex">
        <GitBranch /> Clone
      </Button>
      <Menu>
        <MenuTrigger asChild>
          <Button variant="ghost" size="icon" aria-label="More actions">
            <EllipsisVertical />
          </Button>
        </MenuTrigger>
        <MenuContent align="end" className="min-w-56">
          {listed.map((action) => {
            const Icon = ACTION_ICONS[action.id];
            const applies = action.applies(run);
            return (
              <MenuItem
                key={action.id}
                danger={action.danger}
                disabled={!applies}
                title={applies ? undefined : `Only ${action.wants} can be ${action.done}`}
                onSelect={() => start(action.id)}
                hint={action.shortcut}
              >
                <Icon /> {action.label}
              </MenuItem>
            );
          })}
          <MenuSeparator />
          <MenuItem onSelect={() => start("compare")}>
            <GitCompareArrows /> Compare with others
          </MenuItem>
          <MenuItem onSelect={() => void copyText(run.id)}>
            <Copy /> Copy id
          </MenuItem>
          <MenuItem onSelect={() => void copyText(window.location.href)}>
            <Link2 /> Copy link to this view
          </MenuItem>
        </MenuContent>
      </Menu>
    </>
  );
}
