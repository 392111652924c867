"use client";

import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import {
  ArrowDownToLine,
  ArrowRightLeft,
  ArrowUpToLine,
  EllipsisVertical,
  GripVertical,
  ListMinus,
} from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { TimeAgo } from "@/components/ui/time";
import { cn } from "@/lib/cn";
import type { Queue } from "@/lib/wire";

export type Entry = NonNullable<Queue["entries"]>[number];

/** One waiting run as a card; `floating` while it is dragged. */
export function EntryCard(props: {
  entry: Entry | undefined;
  /** 1 is next; null when it is on its way. */
  place: number | null;
  floating?: boolean;
  handle?: ReactNode;
  menu?: ReactNode;
}) {
  const { entry } = props;
  return (
    <div
      className={cn(
        "group flex h-11 items-center gap-1.5 rounded-md border border-line bg-raised pr-1 pl-1 text-sm",
        props.floating && "border-accent shadow-float",
      )}
    >
      {props.handle ?? <GripVertical className="size-4 shrink-0 text-faint" />}
      <span className="w-5 shrink-0 text-right text-xs text-faint tabular">{props.place ?? ""}</span>
      <span className="min-w-0 flex-1">
        <Link
          href={`/projects/*/tasks/${entry?.task.id}/overview`}
          className="block truncate leading-4 hover:underline"
          title={entry?.task.name}
        >
          {entry?.task.name ?? entry?.task.id}
        </Link>
        <span className="block truncate text-xs leading-4 text-muted">
          waits since <TimeAgo value={entry?.added} />
        </span>
      </span>
      {props.menu}
    </div>
  );
}

/** A card that can be moved by hand, by keys and by its menu. */
export function SortableEntry(props: {
  id: string;
  entry: Entry | undefined;
  place: number;
  onTop: () => void;
  onBottom: () => void;
  onOther: () => void;
  onRemove: () => void;
}) {
  const sortable = useSortable({ id: props.id });
  const name = props.entry?.task.name ?? props.id;
  return (
    <li
      ref={sortable.setNodeRef}
      style={{ transform: CSS.Translate.toString(sortable.transform), transition: sortable.transition }}
      className={cn(sortable.isDragging && "opacity-40")}
    >
      <EntryCard
        entry={props.entry}
        place={props.place}
        handle={
          <button
            type="button"
            aria-label={`Move ${name}`}
            {...sortable.attributes}
            {...sortable.listeners}
            className="shrink-0 cursor-grab touch-none rounded-sm py-1.5 text-faint hover:text-text"
          >
            <GripVertical className="size-4" />
          </button>
        }
        menu={
          <Menu>
            <MenuTrigger asChild>
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={`Actions for ${name}`}
                className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
              >
                <EllipsisVertical />
              </Button>
            </MenuTrigger>
            <MenuContent align="end">
              <MenuItem onSelect={props.onTop}>
                <ArrowUpToLine /> To the top
              </MenuItem>
              <MenuItem onSelect={props.onBottom}>
                <ArrowDownToLine /> To the bottom
              </MenuItem>
              <MenuItem onSelect={props.onOther}>
                <ArrowRightLeft /> To another queue…
              </MenuItem>
              <MenuSeparator />
              <MenuItem onSelect={props.onRemove}>
                <ListMinus /> Remove from the queue
              </MenuItem>
            </MenuContent>
          </Menu>
        }
      />
    </li>
  );
}
