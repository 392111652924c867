import Link from "next/link";
import type { TableColumn } from "@/components/table/column";
import { Tag } from "@/components/ui/badge";
import { TimeAgo } from "@/components/ui/time";
import { formatDuration } from "@/lib/format/dates";
import { formatCount } from "@/lib/format/numbers";
import type { Worker } from "@/lib/wire";
import { LoadBar } from "./load-bar";
import type { Load } from "./stats";

const dash = <span className="text-faint">–</span>;

/** The address of the run that a worker works on. */
export function workerRunHref(worker: Worker): string {
  return `/projects/${worker.project?.id ?? "*"}/tasks/${worker.task?.id}/overview`;
}

export function queueWords(queue: {
  readonly id?: string;
  readonly name?: string;
  readonly display_name?: string;
}): string {
  return queue.display_name || queue.name || queue.id || "";
}

/** Busy or waiting, by shape and word. */
export function WorkerState({ worker }: { worker: Worker }) {
  const busy = worker.task !== undefined;
  return (
    <span
      className="inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap"
      style={{ color: `var(--status-${busy ? "running" : "created"})` }}
    >
      <span
        aria-hidden
        style={busy ? { background: "currentColor" } : {}}
        className="size-2.5 rounded-full border-2 border-current"
      />
      {busy ? "Busy" : "Free"}
    </span>
  );
}

/** The columns of the table of workers. */
export function workerColumns(loads: ReadonlyMap<string, Load>): readonly TableColumn<Worker>[] {
  return [
    {
      id: "id",
      header: "Worker",
      pinned: true,
      width: 220,
      sortable: true,
      cell: (worker) => (
        <span className="truncate font-mono text-xs font-medium" title={worker.id}>
          {worker.id}
        </span>
      ),
    },
    { id: "state", header: "State", width: 90, sortable: true, cell: (worker) => <WorkerState worker={worker} /> },
    {
      id: "task",
      header: "Run",
      width: 260,
      cell: (worker) =>
        worker.task ? (
          <span className="flex min-w-0 flex-col leading-4">
            <Link href={workerRunHref(worker)} className="truncate hover:underline" title={worker.task.name}>
              {worker.task.name ?? worker.task.id}
            </Link>
            <span className="truncate text-xs text-muted">{worker.project?.name}</span>
          </span>
        ) : (
          dash
        ),
    },
    {
      id: "running_time",
      header: "Run time",
      width: 90,
      align: "right",
      cell: (worker) => (worker.task?.running_time ? formatDuration(worker.task.running_time / 1000) : dash),
    },
    {
      id: "iteration",
      header: "Iteration",
      width: 90,
      align: "right",
      cell: (worker) => (worker.task?.last_iteration ? formatCount(worker.task.last_iteration) : dash),
    },
    {
      id: "cpu",
      header: "CPU",
      width: 120,
      sortable: true,
      cell: (worker) => <LoadBar label="CPU" value={loads.get(worker.id)?.cpu ?? null} className="w-full" />,
    },
    {
      id: "memory",
      header: "Memory",
      width: 120,
      cell: (worker) => (
        <LoadBar label="Memory" warnAt={0.95} value={loads.get(worker.id)?.memory ?? null} className="w-full" />
      ),
    },
    {
      id: "gpu",
      header: "GPU",
      width: 150,
      sortable: true,
      cell: (worker) => <Gpus load={loads.get(worker.id)} />,
    },
    {
      id: "queues",
      header: "Queues",
      width: 150,
      cell: (worker) => (
        <span className="flex gap-1 overflow-hidden">
          {worker.queues?.map((queue) => (
            <Tag key={queue.id} className="shrink-0">
              {queueWords(queue)}
            </Tag>
          ))}
        </span>
      ),
    },
    {
      id: "last_report_time",
      header: "Last report",
      width: 110,
      sortable: true,
      cell: (worker) => <TimeAgo value={worker.last_report_time ?? worker.last_activity_time} className="text-muted" />,
    },
  ];
}

/** A bar for each card; many cards share one. */
function Gpus({ load }: { load: Load | undefined }) {
  const gpus = load?.gpus ?? [];
  if (gpus.length === 0) return dash;
  if (gpus.length > 2) {
    const mean = gpus.reduce((sum, gpu) => sum + gpu.use, 0) / gpus.length;
    return <LoadBar label={`Mean of ${gpus.length} GPUs`} value={mean} className="w-full" />;
  }
  return (
    <span className="flex w-full flex-col gap-0.5">
      {gpus.map((gpu) => (
        <LoadBar key={gpu.name} label={`GPU ${gpu.name}`} value={gpu.use} className="h-4 w-full" />
      ))}
    </span>
  );
}

/** A worker in two lines. */
export function WorkerCard({ worker, load }: { worker: Worker; load: Load | undefined }) {
  const gpu = load?.gpus[0];
  return (
    <span className="flex min-w-0 flex-1 items-center gap-3">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-mono text-xs font-medium">{worker.id}</span>
        <span className="block truncate text-xs text-muted">{worker.task?.name ?? "Free"}</span>
      </span>
      <span className="w-28 shrink-0">
        <LoadBar label="CPU" value={load?.cpu ?? null} />
        {gpu && <LoadBar label="GPU" value={gpu.use} />}
      </span>
    </span>
  );
}

const VALUES: Readonly<Record<string, (worker: Worker, load: Load | undefined) => string | number>> = {
  id: (worker) => worker.id,
  state: (worker) => (worker.task ? 1 : 0),
  cpu: (_, load) => load?.cpu ?? -1,
  gpu: (_, load) => Math.max(-1, ...(load?.gpus.map((gpu) => gpu.use) ?? [])),
  last_report_time: (worker) => worker.last_report_time ?? "",
};

/** Workers in the order of a table: the list is short and whole, so it is sorted here. */
export function sortWorkers(
  workers: readonly Worker[],
  sort: readonly { readonly id: string; readonly desc: boolean }[],
  loads: ReadonlyMap<string, Load>,
): Worker[] {
  const value = (worker: Worker, id: string) => VALUES[id]?.(worker, loads.get(worker.id)) ?? "";
  return [...workers].sort((a, b) => {
    for (const { id, desc } of sort) {
      const [one, other] = [value(a, id), value(b, id)];
      const order =
        typeof one === "number" && typeof other === "number"
          ? one - other
          : String(one).localeCompare(String(other), "en", { numeric: true });
      if (order !== 0) return desc ? -order : order;
    }
    return a.id.localeCompare(b.id, "en", { numeric: true });
  });
}
