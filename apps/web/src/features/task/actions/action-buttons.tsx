"use client";

import {
  Archive,
  ArchiveRestore,
  BadgeCheck,
  CirclePause,
  CircleStop,
  Copy,
  EllipsisVertical,
  FolderInput,
  GitBranch,
  Link2,
  ListPlus,
  type LucideIcon,
  RotateCcw,
  Trash2,
} from "lucide-react";
import { Button } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { useRun } from "../run-context";
import { type RunAction, whyNot } from "./allowed";
import { ACTION_NAMES, useOpenAction } from "./run-actions";

const ICONS: Readonly<Record<RunAction, LucideIcon>> = {
  clone: GitBranch,
  enqueue: ListPlus,
  dequeue: CirclePause,
  reset: RotateCcw,
  abort: CircleStop,
  publish: BadgeCheck,
  archive: Archive,
  restore: ArchiveRestore,
  move: FolderInput,
  delete: Trash2,
};

const GROUPS: readonly (readonly RunAction[])[] = [
  ["enqueue", "dequeue", "abort", "reset"],
  ["publish", "move", "archive", "restore"],
  ["delete"],
];

/** The action that comes next for a run in its state. */
const NEXT: Readonly<Record<string, RunAction>> = { created: "enqueue", queued: "dequeue", in_progress: "abort" };

/** The next action and cloning as buttons, all others in a menu; what cannot be done now says why. */
export function ActionButtons() {
  const run = useRun();
  const open = useOpenAction();
  const next = NEXT[run.status ?? ""];
  const shown = next && whyNot(next, run) === null ? next : null;
  const NextIcon = shown && ICONS[shown];
  return (
    <>
      {shown && NextIcon && (
        <Button variant={shown === "enqueue" ? "primary" : "secondary"} onClick={() => open(shown)}>
          <NextIcon /> {ACTION_NAMES[shown]}
        </Button>
      )}
      <Button onClick={() => open("clone")} className="hidden sm:inline-flex">
        <GitBranch /> Clone
      </Button>
      <Menu>
        <MenuTrigger asChild>
          <Button variant="ghost" size="icon" aria-label="More actions">
            <EllipsisVertical />
          </Button>
        </MenuTrigger>
        <MenuContent align="end" className="min-w-60">
          <MenuItem onSelect={() => open("clone")}>
            <GitBranch /> Clone…
          </MenuItem>
          {GROUPS.map((group) => (
            <div key={group[0]}>
              <MenuSeparator />
              {group
                .filter((action) => !((action === "archive" || action === "restore") && whyNot(action, run)))
                .map((action) => {
                  const Icon = ICONS[action];
                  const reason = whyNot(action, run);
                  return (
                    <MenuItem
                      key={action}
                      danger={action === "delete"}
                      disabled={reason !== null}
                      title={reason ?? undefined}
                      onSelect={() => open(action)}
                      hint={action === "enqueue" ? "e" : undefined}
                    >
                      <Icon /> {ACTION_NAMES[action]}…
                    </MenuItem>
                  );
                })}
            </div>
          ))}
          <MenuSeparator />
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
