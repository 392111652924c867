"use client";

import { useQuery } from "@tanstack/react-query";
import { ChartScatter, Maximize2 } from "lucide-react";
import { parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { useRef } from "react";
import { useInView } from "@/components/chart/use-in-view";
import { LoggedPlot } from "@/components/plotly/logged-plot";
import { isActive } from "@/components/status/status";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { SearchInput } from "@/components/ui/search-input";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { formatCount } from "@/lib/format/numbers";
import { useTRPC } from "@/lib/trpc/client";
import { documents } from "@/lib/wire";
import { metricLabel } from "../overview/main-metrics";
import { useRun, useRunLive } from "../run-context";
import { PlotDialog } from "./plot-dialog";
import type { PlotEvent } from "./use-plot-sample";

const HEIGHT = 320;
const natural = new Intl.Collator("en", { numeric: true }).compare;

/** The figures that the run reported, each in its newest state; open one for its history. */
export function PlotsTab() {
  const trpc = useTRPC();
  const run = useRun();
  const query = useQuery({
    ...trpc.events.get_task_metrics.queryOptions({ tasks: [run.id], event_type: "plot" }),
    ...useRunLive("plot"),
  });
  const [view, setView] = useQueryStates({
    q: parseAsString.withDefault(""),
    metric: parseAsString,
    variant: parseAsString.withDefault(""),
    iter: parseAsInteger,
  });
  const metrics = [...(query.data?.metrics[0]?.metrics ?? [])].sort(natural);
  const words = view.q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = metrics.filter((metric) => words.every((word) => metric.toLowerCase().includes(word)));

  if (query.isPending) return <PlotsSkeleton />;
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (metrics.length === 0) return <NoPlots />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center gap-3 border-b border-line px-4 py-2 md:px-6">
        <SearchInput
          value={view.q}
          onValueChange={(q) => void setView({ q })}
          placeholder="Search plots"
          aria-label="Search plots"
          className="w-full sm:w-56"
        />
        <span className="hidden text-xs text-muted tabular sm:inline">
          {formatCount(found.length)} {found.length === 1 ? "metric" : "metrics"}
        </span>
      </div>
      <section
        aria-label="Plots"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto px-4 py-3 focus-visible:-outline-offset-2 md:px-6"
      >
        {found.length === 0 && <EmptyState title="No plot fits">No metric has “{view.q}” in its name.</EmptyState>}
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,27rem),1fr))] gap-x-6 gap-y-4">
          {found.map((metric) => (
            <MetricPlots
              key={metric}
              metric={metric}
              onOpen={(variant) => void setView({ metric, variant, iter: null })}
            />
          ))}
        </div>
      </section>
      {view.metric !== null && (
        <PlotDialog
          metric={view.metric}
          variant={view.variant}
          iteration={view.iter}
          onIterationChange={(iter) => void setView({ iter })}
          onClose={() => void setView({ metric: null, variant: null, iter: null })}
        />
      )}
    </div>
  );
}

/** The plots of one metric, fetched when they come near the screen. */
function MetricPlots({ metric, onOpen }: { metric: string; onOpen: (variant: string) => void }) {
  const trpc = useTRPC();
  const run = useRun();
  const place = useRef<HTMLDivElement>(null);
  const near = useInView(place, "600px");
  const live = useRunLive("plot");
  const query = useQuery({
    ...trpc.events.get_task_plots.queryOptions({ task: run.id, iters: 1, no_scroll: true, metrics: [{ metric }] }),
    enabled: near,
    ...live,
  });
  const [first, ...others] = documents<PlotEvent>(query.data?.plots);
  return (
    <>
      {/* The first place stays the same element: it is what tells whether the metric is near the screen. */}
      <div ref={place} className="min-w-0">
        {first ? (
          <PlotCard plot={first} onOpen={() => onOpen(first.variant)} />
        ) : query.isError ? (
          <ErrorState compact title={metric} error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <PlotSkeleton title={metric} />
        )}
      </div>
      {others.map((plot) => (
        <div key={plot.variant} className="min-w-0">
          <PlotCard plot={plot} onOpen={() => onOpen(plot.variant)} />
        </div>
      ))}
    </>
  );
}

function PlotCard({ plot, onOpen }: { plot: PlotEvent; onOpen: () => void }) {
  const title = metricLabel(plot);
  return (
    <>
      <div className="flex h-8 items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate text-sm font-medium" title={title}>
          {title}
        </h2>
        <span className="shrink-0 text-xs text-faint tabular">iteration {formatCount(plot.iter)}</span>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Open ${title} large`}
          title="Open large, with its history"
          onClick={onOpen}
        >
          <Maximize2 />
        </Button>
      </div>
      <LoggedPlot plot={plot.plot_str ?? ""} title={title} height={HEIGHT} />
    </>
  );
}

function PlotSkeleton({ title }: { title?: string }) {
  return (
    <>
      <p className="h-8 truncate text-sm leading-8 font-medium">{title ?? "\u00a0"}</p>
      <Skeleton style={{ height: HEIGHT }} className="rounded-md" />
    </>
  );
}

function PlotsSkeleton() {
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,27rem),1fr))] gap-x-6 gap-y-4 px-4 pt-14 md:px-6">
      {[0, 1, 2, 3].map((index) => (
        <div key={index}>
          <PlotSkeleton />
        </div>
      ))}
    </div>
  );
}

function NoPlots() {
  const { status } = useRun();
  return (
    <EmptyState icon={<ChartScatter />} title="No plots yet">
      <p>
        {isActive(status)
          ? "They appear here as soon as the run reports some:"
          : "The run reported none. This would have:"}
      </p>
      <CodeBlock
        className="mt-3"
        code={
          'logger = Task.current_task().get_logger()\nlogger.report_plotly("results", "per class", figure=figure, iteration=epoch)'
        }
      />
    </EmptyState>
  );
}
