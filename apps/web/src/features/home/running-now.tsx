"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Sparkline } from "@/components/chart/sparkline";
import { StatusBadge } from "@/components/status/status-badge";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import { Elapsed, TimeAgo } from "@/components/ui/time";
import { useRunStyles } from "@/lib/colors/use-run-styles";
import { formatDuration, secondsBetween } from "@/lib/format/dates";
import { formatCount, formatMetric } from "@/lib/format/numbers";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { documents, type LastMetric, type Task } from "@/lib/wire";

const FIELDS = [
  "name",
  "status",
  "project.name",
  "started",
  "last_update",
  "last_iteration",
  "last_metrics",
  "runtime.progress",
  "execution.queue.name",
  "status_changed",
];

/** Runs that are running or waiting, the running ones with their main metric. */
export function RunningNow() {
  const trpc = useTRPC();
  const live = useLive(true, ["task", "events"], { gap: 3_000 });
  const query = useQuery({
    ...trpc.tasks.get_all_ex.queryOptions({
      status: ["in_progress", "queued"],
      system_tags: ["__$not", "archived"],
      order_by: ["status", "-last_update"],
      page: 0,
      page_size: 12,
      only_fields: FIELDS,
    }),
    ...live,
  });
  const tasks = documents<Task>(query.data?.tasks);
  const styles = useRunStyles(tasks.map((task) => task.id));

  return (
    <section aria-labelledby="running-now">
      <h2 id="running-now" className="mb-1.5 text-base font-semibold">
        Running now
      </h2>
      {query.isPending && <Skeleton className="h-24" />}
      {query.isError && tasks.length === 0 && (
        <ErrorState compact error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && tasks.length === 0 && (
        <p className="border-y border-line py-3 text-sm text-muted">
          Nothing is running. The last runs are under All runs.
        </p>
      )}
      {tasks.length > 0 && (
        <ul className="divide-y divide-line border-y border-line">
          {tasks.map((task) => (
            <RunningRow key={task.id} task={task} color={styles[task.id]?.color ?? "var(--accent)"} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** The metric that says most about a run: the first whose name speaks of loss or a score, else the first that is not about the machine. */
export function mainMetric(task: Task): LastMetric | null {
  const all = Object.values(task.last_metrics ?? {}).flatMap((variants) => Object.values(variants));
  const own = all.filter((metric) => !metric.metric.startsWith(":monitor:"));
  const name = (metric: LastMetric) => `${metric.metric}/${metric.variant}`.toLowerCase();
  const sorted = own.sort((a, b) => name(a).localeCompare(name(b)));
  return sorted.find((metric) => /loss|acc|score|error|reward|f1|auc/.test(name(metric))) ?? sorted[0] ?? null;
}

/** Seconds until the end, from the share done; null when it cannot be told. */
export function timeLeft(progress: number | null, started: string | undefined, now: Date = new Date()): number | null {
  const passed = secondsBetween(started, null, now);
  if (progress === null || progress <= 0 || progress >= 100 || passed === null) return null;
  return (passed / progress) * (100 - progress);
}

function progressOf(task: Task): number | null {
  const value = Number(task.runtime?.progress);
  return task.runtime?.progress !== undefined && Number.isFinite(value) ? Math.max(0, Math.min(100, value)) : null;
}

function RunningRow({ task, color }: { task: Task; color: string }) {
  const metric = mainMetric(task);
  const progress = progressOf(task);
  const left = timeLeft(progress, task.started);
  const running = task.status === "in_progress";
  return (
    <li className="relative">
      <Link
        href={`/projects/${task.project?.id ?? "*"}/tasks/${task.id}/${running ? "scalars" : "overview"}`}
        className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 px-1 py-2 text-sm hover:bg-hover md:grid-cols-[7.5rem_minmax(0,1fr)_14rem_7rem]"
      >
        <StatusBadge status={task.status} progress={progress ?? undefined} />
        <span className="order-3 col-span-2 min-w-0 md:order-none md:col-span-1">
          <span className="block truncate font-medium">{task.name}</span>
          <span className="block truncate text-xs text-muted">{task.project?.name}</span>
        </span>
        <span className="order-4 flex items-center gap-2 md:order-none">
          {running && metric && <MetricSpark task={task} metric={metric} color={color} />}
        </span>
        <span className="order-2 text-right text-xs text-muted tabular md:order-none">
          {running ? (
            <>
              <Elapsed start={task.started} running className="block text-sm text-text" />
              {left !== null
                ? `${formatDuration(left)} left`
                : task.last_iteration
                  ? `iteration ${formatCount(task.last_iteration)}`
                  : ""}
            </>
          ) : (
            <TimeAgo value={task.status_changed ?? task.last_update} />
          )}
        </span>
      </Link>
      {progress !== null && running && (
        <span
          aria-hidden
          style={{ width: `${progress}%`, background: "var(--status-running)" }}
          className="absolute bottom-0 left-0 h-px"
        />
      )}
    </li>
  );
}

function MetricSpark({ task, metric, color }: { task: Task; metric: LastMetric; color: string }) {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.events.scalar_metrics_iter_histogram.queryOptions({
      task: task.id,
      samples: 60,
      metrics: [{ metric: metric.metric, variants: [metric.variant] }],
    }),
    ...useLive(true, [`scalar:${task.id}`], { gap: 3_000 }),
  });
  const points =
    (query.data as Record<string, Record<string, { y?: (number | null)[] }>> | undefined)?.[metric.metric]?.[
      metric.variant
    ]?.y ?? [];
  return (
    <>
      <Sparkline values={points} color={color} label={`${metric.metric}/${metric.variant}`} className="w-24 shrink-0" />
      <span className="min-w-0">
        <span className="block truncate text-2xs text-faint">{`${metric.metric} / ${metric.variant}`}</span>
        <span className="block text-xs tabular">{formatMetric(metric.value)}</span>
      </span>
    </>
  );
}
