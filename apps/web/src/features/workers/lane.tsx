"use client";

import { useDroppable } from "@dnd-kit/core";
import { SortableContext, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { EllipsisVertical, Eraser, Pencil, Trash2 } from "lucide-react";
import { toast } from "sonner";
import { Sparkline } from "@/components/chart/sparkline";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { queueName } from "@/features/runs/enqueue-dialog";
import { cn } from "@/lib/cn";
import { describeError } from "@/lib/errors";
import { formatDuration } from "@/lib/format/dates";
import { formatCount } from "@/lib/format/numbers";
import { useTRPC } from "@/lib/trpc/client";
import type { Queue } from "@/lib/wire";
import { type Entry, SortableEntry } from "./entry";
import type { QueueDialog } from "./queue-dialogs";
import type { QueueTrend } from "./use-queues";

/** One queue: its state above, what waits below. */
export function Lane(props: {
  queue: Queue;
  /** Ids in the order that is shown. */
  tasks: readonly string[];
  entries: ReadonlyMap<string, Entry>;
  total: number;
  trend: QueueTrend | undefined;
  onDialog: (dialog: QueueDialog) => void;
  onMove: (task: string, end: "top" | "bottom") => void;
}) {
  const { queue, tasks, total } = props;
  const trpc = useTRPC();
  const client = useQueryClient();
  const drop = useDroppable({ id: queue.id });
  const remove = useMutation(
    trpc.queues.remove_task.mutationOptions({
      onError: (error) => toast.error("The run could not be removed", { description: describeError(error).reason }),
      onSettled: () =>
        Promise.all([
          client.invalidateQueries(trpc.queues.pathFilter()),
          client.invalidateQueries(trpc.tasks.pathFilter()),
        ]),
    }),
  );
  const more = total - (queue.entries?.length ?? 0);
  return (
    <li
      aria-label={`Queue ${queueName(queue)}`}
      className="flex min-h-0 flex-col rounded-md border border-line bg-sunken"
    >
      <LaneHead {...props} />
      <SortableContext items={[...tasks]} strategy={verticalListSortingStrategy}>
        <ol
          ref={drop.setNodeRef}
          aria-label={`Waiting in ${queueName(queue)}`}
          className={cn("flex min-h-24 flex-1 flex-col gap-1.5 overflow-y-auto p-2", drop.isOver && "bg-selected")}
        >
          {tasks.map((task, index) => (
            <SortableEntry
              key={task}
              id={task}
              entry={props.entries.get(task)}
              place={index + 1}
              onTop={() => props.onMove(task, "top")}
              onBottom={() => props.onMove(task, "bottom")}
              onOther={() =>
                props.onDialog({ kind: "move", queue, task, name: props.entries.get(task)?.task.name ?? task })
              }
              onRemove={() => remove.mutate({ queue: queue.id, task, update_task_status: true })}
            />
          ))}
          {tasks.length === 0 && (
            <li className="grid h-24 place-items-center rounded-md border border-dashed border-line-strong px-3 text-center text-xs text-muted">
              Nothing waits. Drop a run here, or enqueue one with e.
            </li>
          )}
          {more > 0 && <li className="py-1 text-center text-xs text-muted">and {formatCount(more)} more</li>}
        </ol>
      </SortableContext>
    </li>
  );
}

function LaneHead({ queue, total, trend, onDialog }: Parameters<typeof Lane>[0]) {
  const workers = queue.workers ?? [];
  const busy = workers.filter((worker) => worker.task).length;
  return (
    <header className="flex flex-col gap-1 border-b border-line px-3 py-2">
      <div className="flex items-center gap-2">
        <h2 className="min-w-0 truncate font-semibold" title={queue.name}>
          {queueName(queue)}
        </h2>
        {queue.system_tags?.includes("default") && <Badge>default</Badge>}
        <span className="ml-auto text-sm tabular" title="Waiting runs">
          {formatCount(total)}
        </span>
        <Menu>
          <MenuTrigger asChild>
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={`Actions for queue ${queueName(queue)}`}
              className="-mr-2"
            >
              <EllipsisVertical />
            </Button>
          </MenuTrigger>
          <MenuContent align="end">
            <MenuItem onSelect={() => onDialog({ kind: "rename", queue })}>
              <Pencil /> Rename…
            </MenuItem>
            <MenuItem disabled={total === 0} onSelect={() => onDialog({ kind: "clear", queue, total })}>
              <Eraser /> Clear…
            </MenuItem>
            <MenuSeparator />
            <MenuItem danger onSelect={() => onDialog({ kind: "delete", queue, total })}>
              <Trash2 /> Delete…
            </MenuItem>
          </MenuContent>
        </Menu>
      </div>
      <div className="flex h-6 items-center gap-3 text-xs whitespace-nowrap text-muted">
        <span className={cn(workers.length === 0 && total > 0 && "font-medium text-warning")}>
          {workers.length === 0
            ? "no worker"
            : `${formatCount(busy)} of ${formatCount(workers.length)} ${workers.length === 1 ? "worker" : "workers"} busy`}
        </span>
        {trend?.waiting !== null && trend !== undefined && total > 0 && (
          <span title="Average time that runs waited" className="truncate">
            {formatDuration(trend.waiting)} wait
          </span>
        )}
        {trend && trend.lengths.length > 1 && (
          <Sparkline
            values={trend.lengths}
            color="var(--status-queued)"
            label="Waiting runs over the last day"
            className="ml-auto h-5 w-14 shrink-0"
          />
        )}
      </div>
    </header>
  );
}
