"use client";

import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { Eye, EyeOff, GripVertical, X } from "lucide-react";
import Link from "next/link";
import { SeriesMark } from "@/components/chart/legend";
import { announceDrags } from "@/components/drag/announce";
import { StatusIcon } from "@/components/status/status-badge";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { runHref } from "@/features/runs/columns";
import { cn } from "@/lib/cn";
import { COLOR_COUNT, type RunStyle, slotStyle } from "@/lib/colors/run-colors";
import { setRunSlot } from "@/lib/colors/use-run-styles";
import type { Task } from "@/lib/wire";

/** The compared runs: colour, name and what tells it apart; switched on and off, put in order by hand, taken out. */
export function RunList(props: {
  runs: readonly Task[];
  styles: Readonly<Record<string, RunStyle>>;
  words: readonly string[];
  hidden: ReadonlySet<string>;
  onHiddenChange: (hidden: ReadonlySet<string>) => void;
  onOrderChange: (ids: readonly string[]) => void;
}) {
  const { runs } = props;
  const ids = runs.map((run) => run.id);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const toggle = (id: string, only: boolean) => {
    if (only) {
      const others = ids.filter((other) => other !== id);
      const alone = !props.hidden.has(id) && others.every((other) => props.hidden.has(other));
      return props.onHiddenChange(new Set(alone ? [] : others));
    }
    const next = new Set(props.hidden);
    if (!next.delete(id)) next.add(id);
    props.onHiddenChange(next);
  };
  const drop = ({ active, over }: DragEndEvent) => {
    const from = ids.indexOf(String(active.id));
    const to = over ? ids.indexOf(String(over.id)) : -1;
    if (from < 0 || to < 0 || from === to) return;
    props.onOrderChange(ids.toSpliced(from, 1).toSpliced(to, 0, String(active.id)));
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={drop}
      accessibility={announceDrags((id) => runs.find((run) => run.id === id)?.name)}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        <ul aria-label="Compared runs" className="flex flex-col">
          {runs.map((run, index) => (
            <RunLine
              key={run.id}
              run={run}
              first={index === 0}
              words={props.words[index] ?? ""}
              style={props.styles[run.id] ?? slotStyle(0)}
              hidden={props.hidden.has(run.id)}
              onToggle={(only) => toggle(run.id, only)}
              onRemove={() => props.onOrderChange(ids.filter((id) => id !== run.id))}
            />
          ))}
        </ul>
      </SortableContext>
    </DndContext>
  );
}

function RunLine(props: {
  run: Task;
  first: boolean;
  words: string;
  style: RunStyle;
  hidden: boolean;
  onToggle: (only: boolean) => void;
  onRemove: () => void;
}) {
  const { run, style, hidden } = props;
  const sortable = useSortable({ id: run.id });
  return (
    <li
      ref={sortable.setNodeRef}
      style={{ transform: CSS.Translate.toString(sortable.transform), transition: sortable.transition }}
      className={cn(
        "group relative flex min-h-11 items-start gap-1 rounded-md py-1 pr-2 pl-3 hover:bg-hover",
        sortable.isDragging && "z-1 bg-raised shadow-float",
      )}
    >
      <button
        type="button"
        aria-label={`Move ${run.name}`}
        {...sortable.attributes}
        {...sortable.listeners}
        className="absolute top-2 left-0 cursor-grab touch-none rounded-sm text-faint opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
      >
        <GripVertical className="size-4" />
      </button>
      <ColorPicker run={run} style={style} />
      <span className={cn("min-w-0 flex-1", hidden && "opacity-50")}>
        <span className="flex min-w-0 items-start gap-1.5 text-sm">
          <Link href={runHref(run)} className="line-clamp-2 min-w-0 flex-1 font-medium break-words hover:underline">
            {run.name}
          </Link>
          <StatusIcon status={run.status} className="mt-1 size-3.5" />
        </span>
        <span className="block truncate text-xs text-muted" title={props.words}>
          {props.first ? `Baseline${props.words ? ` · ${props.words}` : ""}` : props.words || run.project?.name}
        </span>
      </span>
      <span className="absolute top-1 right-1 flex rounded-sm bg-hover opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-aria-[pressed=false]:bg-transparent has-aria-[pressed=false]:opacity-100 pointer-coarse:opacity-100">
        <button
          type="button"
          aria-pressed={!hidden}
          aria-label={hidden ? `Show ${run.name}` : `Hide ${run.name}`}
          title="Click to hide or show, Alt+click for only this one"
          onClick={(event) => props.onToggle(event.altKey)}
          className="rounded-sm p-1 text-muted hover:text-text"
        >
          {hidden ? <EyeOff className="size-4" /> : <Eye className="size-4" />}
        </button>
        <button
          type="button"
          aria-label={`Remove ${run.name} from the comparison`}
          title="Remove from the comparison"
          onClick={props.onRemove}
          className="rounded-sm p-1 text-muted hover:text-text"
        >
          <X className="size-4" />
        </button>
      </span>
    </li>
  );
}

function ColorPicker({ run, style }: { run: Task; style: RunStyle }) {
  return (
    <Popover>
      <PopoverTrigger aria-label={`Colour of ${run.name}`} className="mt-1.5 shrink-0 rounded-sm p-1 hover:bg-sunken">
        <SeriesMark color={style.color} dash={style.dash} className="h-1.5" />
      </PopoverTrigger>
      <PopoverContent className="grid w-auto grid-cols-6 gap-1">
        {Array.from({ length: COLOR_COUNT }, (_, slot) => (
          <button
            key={slotStyle(slot).color}
            type="button"
            aria-label={`Colour ${slot + 1}`}
            aria-pressed={slotStyle(slot).color === style.color}
            onClick={() => setRunSlot(run.id, slot)}
            style={{ background: slotStyle(slot).color }}
            className="size-6 rounded-sm ring-offset-2 ring-offset-raised aria-pressed:ring-2 aria-pressed:ring-accent"
          />
        ))}
      </PopoverContent>
    </Popover>
  );
}
