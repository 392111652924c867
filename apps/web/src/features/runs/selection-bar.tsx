"use client";

import {
  Archive,
  ArchiveRestore,
  BookCheck,
  CircleStop,
  Copy,
  Ellipsis,
  FolderInput,
  GitCompareArrows,
  ListMinus,
  ListPlus,
  type LucideIcon,
  RotateCcw,
  Tag,
  Trash2,
  X,
} from "lucide-react";
import { Button } from "@/components/ui/button";
import { ContextMenuItem, ContextMenuSeparator, Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { formatCount } from "@/lib/format/numbers";
import type { Task } from "@/lib/wire";
import { actionsFor, countWords, RUN_ACTIONS, type RunActionId } from "./actions";

export const ACTION_ICONS: Readonly<Record<RunActionId, LucideIcon>> = {
  compare: GitCompareArrows,
  enqueue: ListPlus,
  dequeue: ListMinus,
  abort: CircleStop,
  reset: RotateCcw,
  publish: BookCheck,
  tags: Tag,
  move: FolderInput,
  clone: Copy,
  archive: Archive,
  restore: ArchiveRestore,
  delete: Trash2,
};

/** Shown in the bar itself; the others are in its menu. */
const FIRST: readonly RunActionId[] = ["compare", "enqueue", "tags", "archive", "restore", "delete"];

/** What can be done with the selected runs, each with the number of those that it applies to. */
export function SelectionBar(props: {
  tasks: readonly Task[];
  /** Rows in the whole list; null as long as unknown. */
  total: number | null;
  onSelectAll: () => void;
  selectingAll: boolean;
  onClear: () => void;
  onAction: (id: RunActionId) => void;
}) {
  const { tasks } = props;
  const counted = RUN_ACTIONS.filter((action) => action.id !== "clone").map((action) => ({
    action,
    count: tasks.filter(action.applies).length,
  }));
  const enough = (id: RunActionId, count: number) => (id === "compare" ? count >= 2 : count > 0);
  const inBar = counted.filter(({ action, count }) => FIRST.includes(action.id) && enough(action.id, count));
  const more = props.total !== null && props.total > tasks.length;
  return (
    <section
      aria-label="Selected runs"
      className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-1.5 gap-y-1 border-t border-line-strong bg-raised px-3 py-1.5 animate-appear md:px-4"
    >
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Clear the selection"
        title="Clear (Esc)"
        onClick={props.onClear}
      >
        <X />
      </Button>
      <span className="mr-1 text-sm font-medium tabular" role="status">
        {countWords(tasks.length)} selected
      </span>
      {more && (
        <Button variant="link" size="sm" disabled={props.selectingAll} onClick={props.onSelectAll} className="mr-2">
          {props.selectingAll ? "Selecting…" : `Select all ${formatCount(props.total ?? 0)}`}
        </Button>
      )}
      <span className="ml-auto" />
      {inBar.map(({ action, count }) => {
        const Icon = ACTION_ICONS[action.id];
        return (
          <Button
            key={action.id}
            size="sm"
            variant={action.id === "compare" ? "primary" : "secondary"}
            onClick={() => props.onAction(action.id)}
            aria-label={`${action.label} ${countWords(count, tasks.length)}`}
            className="max-sm:size-8 max-sm:px-0"
          >
            <Icon /> <span className="max-sm:hidden">{action.label}</span>
            {count !== tasks.length && <span className="text-faint tabular max-sm:hidden">{formatCount(count)}</span>}
          </Button>
        );
      })}
      <Menu>
        <MenuTrigger asChild>
          <Button size="sm" aria-label="More actions" className="max-sm:size-8 max-sm:px-0">
            <Ellipsis className="sm:hidden" /> <span className="max-sm:hidden">More</span>
          </Button>
        </MenuTrigger>
        <MenuContent align="end" side="top">
          {counted
            .filter(({ action }) => !FIRST.includes(action.id))
            .map(({ action, count }) => {
              const Icon = ACTION_ICONS[action.id];
              return (
                <MenuItem
                  key={action.id}
                  disabled={count === 0}
                  danger={action.danger}
                  hint={`${formatCount(count)} of ${formatCount(tasks.length)}`}
                  title={count === 0 ? `Only for ${action.wants}` : undefined}
                  onSelect={() => props.onAction(action.id)}
                >
                  <Icon /> {action.label}…
                </MenuItem>
              );
            })}
        </MenuContent>
      </Menu>
    </section>
  );
}

/** The same actions for one run, at the pointer. */
export function RunMenuItems({ task, onAction }: { task: Task; onAction: (id: RunActionId) => void }) {
  return (
    <>
      <ContextMenuSeparator />
      {actionsFor(task).map((action) => {
        const Icon = ACTION_ICONS[action.id];
        return (
          <ContextMenuItem key={action.id} danger={action.danger} onSelect={() => onAction(action.id)}>
            <Icon /> {action.label}
            {action.shortcut && <span className="ml-auto pl-4 text-xs text-faint">{action.shortcut}</span>}
          </ContextMenuItem>
        );
      })}
    </>
  );
}
