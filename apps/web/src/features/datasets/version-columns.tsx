import Link from "next/link";
import { StatusBadge } from "@/components/status/status-badge";
import { TimeAgo } from "@/components/ui/time";
import { FIXED_COLUMNS, type RunColumn } from "@/features/runs/columns";
import { formatBytes, formatCount } from "@/lib/format/numbers";
import type { Task } from "@/lib/wire";
import { statsOf, type VersionStats, versionHref, versionOf } from "./dataset";

const dash = <span className="text-faint">–</span>;
const STATS = ["ds_file_count", "ds_link_count", "ds_total_size", "ds_total_size_compressed"].map(runtime);
const CHANGES = ["ds_change_add", "ds_change_remove", "ds_change_modify", "ds_change_size"].map(runtime);
/** Fields that {@link versionOf} and {@link statsOf} read. */
const VERSION_FIELDS = ["runtime.version", "hyperparams.properties.version", ...STATS, ...CHANGES];

function runtime(name: string): string {
  return `runtime.${name}`;
}

/** What changed against the parents: `+12 −3 ~4`, with words for screen readers. */
export function Changes({ stats }: { stats: VersionStats }) {
  const parts = [
    ["+", stats.added, "added", "var(--status-completed)"],
    ["−", stats.removed, "removed", "var(--danger)"],
    ["~", stats.modified, "modified", "var(--warning)"],
  ] as const;
  if (parts.every(([, count]) => !count)) return dash;
  return (
    <span className="flex gap-2 tabular">
      {parts.map(([sign, count, word, color]) =>
        count ? (
          <span key={word} title={`${formatCount(count)} ${word}`} style={{ color }}>
            {sign}
            {formatCount(count)}
            <span className="sr-only"> {word}</span>
          </span>
        ) : null,
      )}
    </span>
  );
}

function figure(
  id: string,
  header: string,
  options: {
    fields: readonly string[];
    value: (stats: VersionStats) => number | null;
    format: (value: number) => string;
  },
): RunColumn {
  const { fields, value, format } = options;
  return {
    id,
    header,
    width: 110,
    align: "right",
    fields,
    csv: (task) => value(statsOf(task)),
    cell: (task) => {
      const number = value(statsOf(task));
      return number === null ? dash : format(number);
    },
  };
}

/** Columns of runs that say something of versions too. */
const SHARED = ["status", "tags", "user.name", "last_update"].flatMap(
  (id) => FIXED_COLUMNS.find((column) => column.id === id) ?? [],
);

export const VERSION_COLUMNS: readonly RunColumn[] = [
  {
    id: "version",
    header: "Version",
    pinned: true,
    width: 180,
    fields: VERSION_FIELDS,
    csv: versionOf,
    cell: (task) => (
      <Link href={versionHref(task)} className="truncate font-medium hover:underline" title={task.name}>
        {versionOf(task) ?? task.name}
      </Link>
    ),
  },
  ...SHARED.slice(0, 2),
  figure("files", "Files", { fields: STATS, value: (stats) => stats.files, format: formatCount }),
  figure("size", "Size", { fields: STATS, value: (stats) => stats.size, format: formatBytes }),
  {
    id: "changes",
    header: "Changes",
    width: 150,
    fields: CHANGES,
    csv: (task) => statsOf(task).added,
    cell: (task) => <Changes stats={statsOf(task)} />,
  },
  ...SHARED.slice(2),
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

/** A version in two lines. */
export function VersionCard({ task }: { task: Task }) {
  const stats = statsOf(task);
  return (
    <span className="flex min-w-0 flex-1 items-center gap-3">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{versionOf(task) ?? task.name}</span>
        <span className="block truncate text-xs text-muted tabular">
          {[stats.files !== null && `${formatCount(stats.files)} files`, stats.size !== null && formatBytes(stats.size)]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
      <StatusBadge status={task.status} />
    </span>
  );
}
