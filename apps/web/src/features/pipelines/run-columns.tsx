import Link from "next/link";
import { StatusBadge } from "@/components/status/status-badge";
import { TimeAgo } from "@/components/ui/time";
import { FIXED_COLUMNS, progressOf, type RunColumn } from "@/features/runs/columns";
import type { Task } from "@/lib/wire";
import { pipelineRunHref } from "./pipeline";

const shared = (...ids: string[]) => ids.flatMap((id) => FIXED_COLUMNS.find((column) => column.id === id) ?? []);

export const PIPELINE_RUN_COLUMNS: readonly RunColumn[] = [
  {
    id: "name",
    header: "Run",
    pinned: true,
    width: 260,
    sortable: true,
    fields: [],
    csv: (task) => task.name,
    cell: (task) => (
      <Link href={pipelineRunHref(task)} className="truncate font-medium hover:underline" title={task.name}>
        {task.name}
      </Link>
    ),
  },
  ...shared("status"),
  {
    id: "version",
    header: "Version",
    width: 100,
    fields: ["runtime.version"],
    csv: (task) => String(task.runtime?.version ?? ""),
    cell: (task) => <span className="truncate tabular">{String(task.runtime?.version ?? "–")}</span>,
  },
  ...shared("tags", "user.name", "started", "active_duration"),
  {
    id: "created",
    header: "Created",
    width: 110,
    sortable: true,
    fields: ["created"],
    csv: (task) => task.created,
    cell: (task) => <TimeAgo value={task.created} className="truncate text-muted" />,
  },
];

/** A run in two lines. */
export function PipelineRunCard({ task }: { task: Task }) {
  return (
    <span className="flex min-w-0 flex-1 items-center gap-3">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{task.name}</span>
        <span className="block truncate text-xs text-muted">
          {task.runtime?.version ? `${String(task.runtime.version)} · ` : ""}
          <TimeAgo value={task.created} />
        </span>
      </span>
      <StatusBadge status={task.status} progress={progressOf(task)} />
    </span>
  );
}
