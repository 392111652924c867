import { EllipsisVertical } from "lucide-react";
import Link from "next/link";
import { Sparkline } from "@/components/chart/sparkline";
import { StatusBadge, StatusIcon } from "@/components/status/status-badge";
import type { TableColumn } from "@/components/table/column";
import { openRowMenu } from "@/components/table/row-menu";
import { Avatar } from "@/components/ui/avatar";
import { Tag } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyId } from "@/components/ui/copy-button";
import { DateTime, Elapsed, TimeAgo } from "@/components/ui/time";
import { useRunStyle } from "@/lib/colors/use-run-styles";
import { formatDuration } from "@/lib/format/dates";
import { formatCount, formatMetric } from "@/lib/format/numbers";
import type { LastMetric, Task } from "@/lib/wire";
import { type MetricShow, metricName, parseColumnId } from "./column-id";
import { fieldLabel, type MetricNames } from "./fields";
import { useCurve } from "./use-curve";

/** A column of runs: what it asks of the server, and what it says in a CSV file. */
export interface RunColumn extends TableColumn<Task> {
  /** For only_fields. */
  readonly fields: readonly string[];
  readonly csv: (task: Task) => string | number | null | undefined;
  /** The field that its header filters by. */
  readonly filter?: string;
}

/** Fields that actions, panel and cards need, whatever the columns. */
export const BASE_FIELDS = [
  "name",
  "type",
  "status",
  "status_message",
  "status_reason",
  "system_tags",
  "tags",
  "project.name",
  "company.id",
  "runtime.progress",
  "started",
  "last_update",
  "active_duration",
];

/** The address of a run's page. */
export function runHref(task: Task, tab = "overview"): string {
  return `/projects/${task.project?.id ?? "*"}/tasks/${task.id}/${tab}`;
}

/** Percent done, where the run tells. */
export function progressOf(task: Task): number | undefined {
  const value = Number(task.runtime?.progress ?? Number.NaN);
  return Number.isFinite(value) ? Math.max(0, Math.min(100, value)) : undefined;
}

/** Why a run ended as it did, where it says. */
export function reasonOf(task: Task): string | undefined {
  return task.status_message || task.status_reason || undefined;
}

/** Type in words: data_processing → data processing. */
export function typeWords(type: string | undefined): string {
  return (type ?? "").replaceAll("_", " ");
}

const dash = <span className="text-faint">–</span>;

/** The columns that every list of runs has. */
export const FIXED_COLUMNS: readonly RunColumn[] = [
  {
    id: "name",
    header: "Name",
    pinned: true,
    width: 250,
    sortable: true,
    fields: [],
    csv: (task) => task.name,
    cell: (task) => <NameCell task={task} />,
  },
  {
    id: "status",
    header: "Status",
    width: 118,
    sortable: true,
    filter: "status",
    fields: [],
    csv: (task) => task.status,
    cell: (task) => (
      <span title={reasonOf(task)}>
        <StatusBadge status={task.status} progress={progressOf(task)} />
      </span>
    ),
  },
  {
    id: "tags",
    header: "Tags",
    width: 120,
    filter: "tags",
    sortable: true,
    fields: [],
    csv: (task) => task.tags?.join(" "),
    cell: (task) => (
      <span className="flex gap-1 overflow-hidden" title={task.tags?.join(", ")}>
        {task.tags?.map((tag) => (
          <Tag key={tag} className="shrink-0">
            {tag}
          </Tag>
        ))}
      </span>
    ),
  },
  {
    id: "project.name",
    header: "Project",
    width: 150,
    sortable: true,
    filter: "project",
    fields: [],
    csv: (task) => task.project?.name,
    cell: (task) =>
      task.project?.id ? (
        <Link href={`/projects/${task.project.id}/runs`} className="truncate hover:underline" title={task.project.name}>
          {task.project.name}
        </Link>
      ) : (
        dash
      ),
  },
  {
    id: "user.name",
    header: "User",
    width: 120,
    sortable: true,
    filter: "user",
    fields: ["user.name"],
    csv: (task) => task.user?.name,
    cell: (task) =>
      task.user?.name ? (
        <span className="flex min-w-0 items-center gap-1.5">
          <Avatar name={task.user.name} className="size-5" />
          <span className="truncate">{task.user.name}</span>
        </span>
      ) : (
        dash
      ),
  },
  {
    id: "started",
    header: "Started",
    width: 100,
    sortable: true,
    filter: "started",
    fields: [],
    csv: (task) => task.started,
    cell: (task) => <TimeAgo value={task.started} className="truncate text-muted" />,
  },
  {
    id: "last_update",
    header: "Updated",
    width: 100,
    sortable: true,
    filter: "last_update",
    fields: [],
    csv: (task) => task.last_update,
    cell: (task) => <TimeAgo value={task.last_update} className="truncate text-muted" />,
  },
  {
    id: "last_iteration",
    header: "Iteration",
    width: 84,
    align: "right",
    sortable: true,
    filter: "last_iteration",
    fields: ["last_iteration"],
    csv: (task) => task.last_iteration,
    cell: (task) => (task.last_iteration ? formatCount(task.last_iteration) : dash),
  },
  {
    id: "active_duration",
    header: "Run time",
    width: 88,
    align: "right",
    sortable: true,
    filter: "active_duration",
    fields: [],
    csv: (task) => task.active_duration,
    cell: (task) => <RunTime task={task} />,
  },
  {
    id: "type",
    header: "Type",
    width: 120,
    sortable: true,
    hidden: true,
    filter: "type",
    fields: [],
    csv: (task) => task.type,
    cell: (task) => <span className="truncate">{typeWords(task.type)}</span>,
  },
  {
    id: "id",
    header: "Id",
    width: 120,
    sortable: true,
    hidden: true,
    fields: [],
    csv: (task) => task.id,
    cell: (task) => <CopyId id={task.id} />,
  },
  {
    id: "parent.name",
    header: "Parent",
    width: 160,
    sortable: true,
    hidden: true,
    filter: "parent",
    fields: ["parent.name", "parent.project"],
    csv: (task) => task.parent?.name ?? task.parent?.id,
    cell: (task) =>
      task.parent?.id ? (
        <Link href={`/projects/*/tasks/${task.parent.id}/overview`} className="truncate hover:underline">
          {task.parent.name ?? task.parent.id}
        </Link>
      ) : (
        dash
      ),
  },
  {
    id: "execution.queue.name",
    header: "Queue",
    width: 120,
    sortable: true,
    hidden: true,
    fields: ["execution.queue.name"],
    csv: (task) => task.execution?.queue?.name,
    cell: (task) => <span className="truncate">{task.execution?.queue?.name ?? dash}</span>,
  },
  {
    id: "last_worker",
    header: "Worker",
    width: 150,
    sortable: true,
    hidden: true,
    fields: ["last_worker"],
    csv: (task) => task.last_worker,
    cell: (task) => <span className="truncate font-mono text-xs">{task.last_worker || dash}</span>,
  },
  {
    id: "created",
    header: "Created",
    width: 150,
    sortable: true,
    hidden: true,
    filter: "created",
    fields: ["created"],
    csv: (task) => task.created,
    cell: (task) => <DateTime value={task.created} className="truncate text-muted" />,
  },
  {
    id: "completed",
    header: "Ended",
    width: 150,
    sortable: true,
    hidden: true,
    fields: ["completed"],
    csv: (task) => task.completed,
    cell: (task) => <DateTime value={task.completed} className="truncate text-muted" />,
  },
  {
    id: "comment",
    header: "Comment",
    width: 240,
    sortable: true,
    hidden: true,
    fields: ["comment"],
    csv: (task) => task.comment,
    cell: (task) => (
      <span className="truncate" title={task.comment}>
        {task.comment || dash}
      </span>
    ),
  },
];

/** Where the course of the main metric stands among the columns. */
export const CURVE_COLUMN = "curve";

/** The column of the metric that says most about these runs. */
export function mainCurveColumn(name: { readonly metric: string; readonly variant: string } | null): RunColumn {
  return {
    id: CURVE_COLUMN,
    header: name ? metricName(name) : "Main metric",
    width: 120,
    fields: [],
    csv: () => null,
    cell: (task) => <CurveCell task={task} name={name} />,
  };
}

/** A column of a metric or a hyperparameter, made from its id; null for other ids. */
export function customColumn(id: string, names: MetricNames): RunColumn | null {
  const column = parseColumnId(id);
  if (!column) return null;
  const header = fieldLabel(id, names);
  if (column.kind === "param") {
    const value = (task: Task) => task.hyperparams?.[column.section]?.[column.name]?.value;
    return {
      id,
      header,
      width: 110,
      sortable: true,
      group: column.section,
      filter: id,
      fields: [id.replace(/\.value$/, "")],
      csv: value,
      cell: (task) => (
        <span className="truncate tabular" title={value(task)}>
          {value(task) ?? dash}
        </span>
      ),
    };
  }
  const metric = (task: Task) => task.last_metrics?.[column.metric_hash]?.[column.variant_hash];
  const fields = [`last_metrics.${column.metric_hash}.${column.variant_hash}`];
  if (column.show === "curve")
    return {
      id,
      header,
      width: 130,
      group: "Metrics",
      fields,
      csv: () => null,
      cell: (task) => <CurveCell task={task} name={metric(task) ?? null} />,
    };
  return {
    id,
    header,
    width: 120,
    align: "right",
    sortable: true,
    group: "Metrics",
    filter: id,
    fields,
    csv: (task) => numberOf(metric(task), column.show),
    cell: (task) => {
      const value = numberOf(metric(task), column.show);
      return value === undefined ? dash : <span title={String(value)}>{formatMetric(value)}</span>;
    },
  };
}

function numberOf(metric: LastMetric | undefined, show: MetricShow): number | undefined {
  return show === "curve" ? undefined : metric?.[show];
}

function NameCell({ task }: { task: Task }) {
  return (
    <span className="flex min-w-0 flex-1 items-center gap-1">
      <Link href={runHref(task)} className="min-w-0 truncate font-medium hover:underline" title={task.name}>
        {task.name}
      </Link>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Actions for ${task.name}`}
        onClick={(event) => openRowMenu(event.currentTarget)}
        className="ml-auto size-6 opacity-0 group-hover/row:opacity-100 focus-visible:opacity-100"
      >
        <EllipsisVertical />
      </Button>
    </span>
  );
}

/** How long a run took; a running one counts on. */
export function RunTime({ task }: { task: Task }) {
  if (task.status === "in_progress") return <Elapsed start={task.started} running />;
  return task.active_duration ? formatDuration(task.active_duration) : dash;
}

function CurveCell({ task, name }: { task: Task; name: { readonly metric: string; readonly variant: string } | null }) {
  const values = useCurve(task, name);
  const { color } = useRunStyle(task.id);
  if (!name || values?.length === 0) return null;
  return (
    <Sparkline values={values ?? []} color={color} label={`${metricName(name)} of ${task.name}`} className="w-full" />
  );
}

/** A run in two lines, for phones and the narrow list beside a panel. */
export function RunCard({ task }: { task: Task }) {
  const reason = task.status === "failed" ? reasonOf(task) : undefined;
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2.5">
      <StatusIcon status={task.status} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{task.name}</span>
        <span className="block truncate text-xs text-muted">
          {reason ?? task.project?.name ?? typeWords(task.type)}
        </span>
      </span>
      <span className="shrink-0 text-right text-xs text-muted tabular">
        <span className="block text-text">
          <RunTime task={task} />
        </span>
        <TimeAgo value={task.last_update} />
      </span>
    </span>
  );
}
