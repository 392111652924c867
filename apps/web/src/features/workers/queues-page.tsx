"use client";

import {
  type CollisionDetection,
  closestCenter,
  DndContext,
  type DragEndEvent,
  type DragOverEvent,
  DragOverlay,
  KeyboardSensor,
  PointerSensor,
  pointerWithin,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { sortableKeyboardCoordinates } from "@dnd-kit/sortable";
import { Plus } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { announceDrags } from "@/components/drag/announce";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/search-input";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { queueName } from "@/features/runs/enqueue-dialog";
import type { Queue } from "@/lib/wire";
import { EntryCard } from "./entry";
import { Lane } from "./lane";
import { type QueueDialog, QueueDialogs } from "./queue-dialogs";
import { moveTo, placeOf } from "./queue-order";
import { useLanes, useQueues, useQueueTrends } from "./use-queues";
import { WorkersShell } from "./workers-shell";

/** Over a card where the pointer is in one, else by the nearest: empty queues must be reachable too. */
const collisions: CollisionDetection = (args) => {
  const within = pointerWithin(args);
  return within.length > 0
    ? closestCenter({
        ...args,
        droppableContainers: args.droppableContainers.filter(({ id }) => within.some((each) => each.id === id)),
      })
    : closestCenter(args);
};

/** Queues as lanes: what waits, in which order, for how long; moved by hand, within a queue and between them. */
export function QueuesPage() {
  const { queues, query } = useQueues();
  const trends = useQueueTrends();
  const { lanes, known, lengths, show, arrange } = useLanes(queues);
  const [dragged, setDragged] = useState<string | null>(null);
  const [dialog, setDialog] = useState<QueueDialog | null>(null);
  const [search, setSearch] = useQueryState("q", parseAsString.withDefault(""));
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const text = search.trim().toLowerCase();
  const fits = (queue: Queue) =>
    `${queueName(queue)} ${queue.name} ${queue.entries?.map((entry) => entry.task.name).join(" ")}`
      .toLowerCase()
      .includes(text);
  const shown = queues.filter(fits);
  const names = new Map(queues.flatMap((queue) => queue.entries ?? []).map((entry) => [entry.task.id ?? "", entry]));
  const spoken = (id: string) => {
    const queue = queues.find((each) => each.id === id);
    return queue ? `the queue ${queueName(queue)}` : names.get(id)?.task.name;
  };

  /** The lanes with the dragged run at the place that is pointed at. */
  const dropped = ({ active, over }: DragOverEvent | DragEndEvent) => {
    if (!over) return null;
    const task = String(active.id);
    const target = placeOf(lanes, String(over.id));
    const queue = target?.queue ?? (lanes[String(over.id)] ? String(over.id) : null);
    if (queue === null) return null;
    const own = placeOf(lanes, task);
    const end = (lanes[queue] ?? []).filter((other) => other !== task).length;
    return moveTo(lanes, task, queue, target ? target.index : own?.queue === queue ? own.index : end);
  };

  return (
    <WorkersShell
      actions={
        <Button variant="primary" onClick={() => setDialog({ kind: "create" })}>
          <Plus /> New queue
        </Button>
      }
    >
      <div className="flex shrink-0 px-4 py-2 md:px-6">
        <SearchInput
          value={search}
          onValueChange={(value) => void setSearch(value || null)}
          placeholder="Search queues and runs"
          aria-label="Search queues"
          className="w-full sm:w-72"
        />
      </div>
      {query.isError && queues.length === 0 && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && shown.length === 0 && (
        <EmptyState title={text ? "No queue fits" : "There are no queues"}>
          {text ? undefined : "Runs wait in queues until a worker takes them."}
        </EmptyState>
      )}
      <DndContext
        sensors={sensors}
        collisionDetection={collisions}
        accessibility={announceDrags(spoken)}
        onDragStart={({ active }) => setDragged(String(active.id))}
        onDragOver={(event) => {
          const after = dropped(event);
          // Within a queue the cards make room by themselves; into another the run must become one of its cards.
          if (
            after &&
            placeOf(after, String(event.active.id))?.queue !== placeOf(lanes, String(event.active.id))?.queue
          )
            show(after);
        }}
        onDragEnd={(event) => {
          setDragged(null);
          const after = dropped(event);
          if (after) arrange(after, String(event.active.id));
          else show(null);
        }}
        onDragCancel={() => {
          setDragged(null);
          show(null);
        }}
      >
        <ul
          aria-label="Queues"
          className="flex min-h-0 flex-1 snap-x scroll-px-4 gap-3 overflow-x-auto px-4 pb-4 md:scroll-px-6 md:px-6 [&>li]:w-76 [&>li]:max-w-[calc(100vw-2rem)] [&>li]:shrink-0 [&>li]:snap-start"
        >
          {query.isPending && [0, 1, 2].map((index) => <Skeleton key={index} className="h-80 rounded-md" />)}
          {shown.map((queue) => (
            <Lane
              key={queue.id}
              queue={queue}
              tasks={lanes[queue.id] ?? []}
              entries={names}
              total={lengths[queue.id] ?? 0}
              trend={trends.get(queue.id)}
              onDialog={setDialog}
              onMove={(task, end) =>
                end === "top"
                  ? arrange(moveTo(known, task, queue.id, 0), task)
                  : arrange(moveTo(known, task, queue.id, (known[queue.id] ?? []).length - 1), task)
              }
            />
          ))}
        </ul>
        <DragOverlay>{dragged && <EntryCard entry={names.get(dragged)} place={null} floating />}</DragOverlay>
      </DndContext>
      {dialog && <QueueDialogs dialog={dialog} queues={queues} onClose={() => setDialog(null)} />}
    </WorkersShell>
  );
}
