"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ScalarChart } from "@/components/chart/scalar-chart";
import { isActive } from "@/components/status/status";
import { compareSeries } from "@/features/compare/curves";
import { useRunStyles } from "@/lib/colors/use-run-styles";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { documents, type Task } from "@/lib/wire";
import { type ChartBlock, parseChartBlock } from "./chart-block";

const SAMPLES = 500;

/** A chart in a report: live curves of its runs, or what is wrong with its block. */
export function ReportChart({ text }: { text: string }) {
  const block = useMemo(() => parseChartBlock(text), [text]);
  if (typeof block === "string")
    return (
      <div role="alert" className="my-3 rounded-md border border-line bg-warning-soft px-3 py-2 text-sm text-warning">
        This chart cannot be drawn. {block}
      </div>
    );
  return <Chart block={block} />;
}

function Chart({ block }: { block: ChartBlock }) {
  const trpc = useTRPC();
  const styles = useRunStyles(block.runs);
  const found = useQuery(
    trpc.tasks.get_all_ex.queryOptions({
      id: [...block.runs],
      only_fields: ["name", "status", "started", "created"],
      search_hidden: true,
    }),
  );
  const runs = useMemo(() => {
    const byId = new Map(documents<Task>(found.data?.tasks).map((run) => [run.id, run]));
    return block.runs.flatMap((id) => byId.get(id) ?? []);
  }, [found.data, block.runs]);
  const live = useLive(
    runs.some((run) => isActive(run.status)),
    runs.map((run) => `scalar:${run.id}` as const),
    { gap: 2_000 },
  );
  const curves = useQuery({
    ...trpc.events.scalar_curves.queryOptions({
      tasks: runs.map((run) => run.id),
      metrics: [{ metric: block.metric, variants: [...block.variants] }],
      key: block.x === "iter" ? "iter" : "timestamp",
      samples: SAMPLES,
    }),
    enabled: runs.length > 0,
    ...live,
  });
  const series = useMemo(() => {
    const drawn = curves.data?.curves ?? [];
    const variants = block.variants.length > 0 ? block.variants : [...new Set(drawn.map((curve) => curve.variant))];
    return compareSeries(runs, drawn, { axis: block.x, styles, variants });
  }, [runs, curves.data, block, styles]);
  const missing = block.runs.length - runs.length;
  const error = found.error ?? curves.error;
  return (
    // The lists inside are the legend's, not the text's.
    <div className="my-4 rounded-md border border-line bg-raised p-3 [&_li]:my-0! [&_ul]:list-none! [&_ul]:pl-0!">
      <ScalarChart
        title={block.title}
        series={series}
        xAxis={block.x}
        smoothing={{ kind: "ema", weight: block.smoothing }}
        height={260}
        loading={found.isPending || (runs.length > 0 && curves.isPending)}
        error={found.data && (curves.data || runs.length === 0) ? null : error}
        onRetry={() => void Promise.all([found.refetch(), curves.refetch()])}
      />
      {found.isSuccess && missing > 0 && (
        <p className="mt-1 text-xs text-warning">
          {missing === 1 ? "One of the runs is gone." : `${missing} of the runs are gone.`}
        </p>
      )}
    </div>
  );
}
