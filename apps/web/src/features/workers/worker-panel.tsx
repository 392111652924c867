"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo } from "react";
import { ScalarChart } from "@/components/chart/scalar-chart";
import type { ChartSeries } from "@/components/chart/series";
import { Tag } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/state";
import { Segmented } from "@/components/ui/tabs";
import { DateTime, TimeAgo } from "@/components/ui/time";
import { slotStyle } from "@/lib/colors/run-colors";
import { formatDuration } from "@/lib/format/dates";
import { formatCount } from "@/lib/format/numbers";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import type { Worker } from "@/lib/wire";
import { PERIODS, type Period, periodUntil, type WorkerStats } from "./stats";
import { queueWords, WorkerState, workerRunHref } from "./worker-columns";

/** The charts of a machine: a title, and what of it stands in it. */
const CHARTS: readonly {
  readonly title: string;
  readonly metrics: readonly (readonly [string, string])[];
  readonly cards?: boolean;
}[] = [
  { title: "GPU use, %", metrics: [["gpu_usage", "GPU"]], cards: true },
  { title: "GPU memory used, GB", metrics: [["gpu_memory_used", "GPU"]], cards: true },
  { title: "CPU use, %", metrics: [["cpu_usage", "CPU"]] },
  { title: "Memory used, GB", metrics: [["memory_used", "Memory"]] },
  {
    title: "Network, MB/s",
    metrics: [
      ["network_rx", "received"],
      ["network_tx", "sent"],
    ],
  },
];

const ITEMS = [...new Set(CHARTS.flatMap(({ metrics }) => metrics.map(([metric]) => metric)))];

/** One machine: what it works on, what it takes from, and its load over time. */
export function WorkerPanel(props: { id: string; worker: Worker | undefined; loaded: boolean; onClose: () => void }) {
  const { worker } = props;
  return (
    <>
      <header className="flex shrink-0 items-start gap-1 border-b border-line py-2.5 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-mono text-sm font-semibold">{props.id}</h2>
          <div className="mt-0.5 flex min-h-6 items-center gap-3">{worker && <WorkerState worker={worker} />}</div>
        </div>
        <Button variant="ghost" size="icon-sm" aria-label="Close the panel" title="Close (Esc)" onClick={props.onClose}>
          <X />
        </Button>
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-4 py-4 text-sm">
        {!worker && props.loaded && (
          <EmptyState title="This worker is away">It has not reported for a while. Its last load is below.</EmptyState>
        )}
        {worker && <Facts worker={worker} />}
        <Charts id={props.id} />
      </div>
    </>
  );
}

function Facts({ worker }: { worker: Worker }) {
  return (
    <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 [&_dd]:min-w-0 [&_dt]:text-muted">
      {worker.task && (
        <>
          <dt>Run</dt>
          <dd className="truncate">
            <Link href={workerRunHref(worker)} className="font-medium hover:underline">
              {worker.task.name ?? worker.task.id}
            </Link>
            <span className="block text-xs text-muted">
              {[
                worker.project?.name,
                worker.task.running_time ? formatDuration(worker.task.running_time / 1000) : null,
                worker.task.last_iteration ? `iteration ${formatCount(worker.task.last_iteration)}` : null,
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </dd>
        </>
      )}
      <dt>Queues</dt>
      <dd>
        <ul className="flex flex-col gap-1">
          {worker.queues?.map((queue) => (
            <li key={queue.id} className="flex min-w-0 items-center gap-2">
              <Tag>{queueWords(queue)}</Tag>
              <span className="truncate text-xs text-muted">
                {queue.num_tasks
                  ? `${formatCount(queue.num_tasks)} waiting, next: ${queue.next_task?.name ?? queue.next_task?.id}`
                  : "nothing waits"}
              </span>
            </li>
          ))}
        </ul>
      </dd>
      {worker.user?.name && (
        <>
          <dt>User</dt>
          <dd>{worker.user.name}</dd>
        </>
      )}
      {worker.ip && (
        <>
          <dt>Address</dt>
          <dd className="font-mono text-xs leading-5">{worker.ip}</dd>
        </>
      )}
      <dt>Registered</dt>
      <dd>
        <DateTime value={worker.register_time} />
      </dd>
      <dt>Last report</dt>
      <dd>
        <TimeAgo value={worker.last_report_time} />
      </dd>
    </dl>
  );
}

function Charts({ id }: { id: string }) {
  const trpc = useTRPC();
  const periods = Object.keys(PERIODS) as Period[];
  const [period, setPeriod] = useQueryState("period", parseAsStringLiteral(periods).withDefault("3h"));
  const query = useQuery({
    ...trpc.workers.get_stats.queryOptions({
      ...periodUntil(period, Date.now()),
      worker_ids: [id],
      items: ITEMS.map((key) => ({ key: key as "cpu_usage" })),
      split_by_resource: true,
    }),
    placeholderData: (before) => before,
    ...useLive(false, ["worker"], { gap: 10_000, silent: 60_000 }),
  });
  const stats = query.data?.workers[0];
  const charts = useMemo(
    () => CHARTS.map((chart) => ({ title: chart.title, series: stats ? chartSeries(stats, chart) : [] })),
    [stats],
  );
  const shown = charts.filter(({ series }) => query.isPending || series.length > 0);
  return (
    <section aria-label="Load" className="flex flex-col gap-3">
      <div className="flex items-center justify-between">
        <h3 className="font-semibold">Load</h3>
        <Segmented
          label="Period"
          value={period}
          onValueChange={(next) => void setPeriod(next)}
          options={periods.map((value) => ({ value, label: value }))}
        />
      </div>
      {shown.map(({ title, series }) => (
        <ScalarChart
          key={title}
          title={title}
          series={series}
          xAxis="wall"
          height={130}
          syncKey={`worker-${id}`}
          legend={series.length > 1}
          loading={query.isPending}
          error={query.data ? null : query.error}
          onRetry={() => void query.refetch()}
        />
      ))}
      {query.isSuccess && shown.length === 0 && <p className="text-muted">It measured nothing in this time.</p>}
    </section>
  );
}

/** Lines of one chart; intervals without a report are gaps, not zeros, as far as they can be told apart. */
function chartSeries(stats: WorkerStats, { metrics, cards }: (typeof CHARTS)[number]): ChartSeries[] {
  const reported = stats.metrics.find((each) => each.metric === "memory_used" || each.metric === "cpu_usage")?.stats[0];
  return metrics.flatMap(([metric, label], place) => {
    const found = stats.metrics.find((each) => each.metric === metric)?.stats[0];
    if (!found) return [];
    const lines =
      cards && found.resource_series.length > 0
        ? found.resource_series.map(({ name, values }) => ({ name: `${label} ${name}`, values }))
        : [{ name: label, values: found.values }];
    return lines.map(({ name, values }, index) => ({
      id: `${metric}/${name}`,
      label: name,
      ...slotStyle(place + index),
      x: found.dates.map((ms) => ms / 1000),
      y: values.map((value, at) => (reported?.values[at] ? value : null)),
    }));
  });
}
