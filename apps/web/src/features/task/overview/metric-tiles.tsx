"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Sparkline } from "@/components/chart/sparkline";
import { Skeleton } from "@/components/ui/skeleton";
import { useRunStyles } from "@/lib/colors/use-run-styles";
import { formatCount, formatMetric } from "@/lib/format/numbers";
import { useTRPC } from "@/lib/trpc/client";
import { useRun, useRunLive } from "../run-context";
import { taskHref } from "../tabs";
import { mainMetrics, metricLabel } from "./main-metrics";

const TILES = 6;
const SINGLES = 8;

/** The main curves of the run, each with its last value, range and course; below them its single values. */
export function MetricTiles() {
  const trpc = useTRPC();
  const run = useRun();
  const live = useRunLive("scalar");
  const color = useRunStyles([run.id])[run.id]?.color;
  const names = useQuery({
    ...trpc.events.get_scalar_metrics_and_variants.queryOptions({ task: run.id }),
    ...live,
  });
  const all = Object.entries(names.data?.metrics ?? {}).flatMap(([metric, variants]) =>
    variants.map((variant) => ({ metric, variant })),
  );
  const singles = useQuery({
    ...trpc.events.get_task_single_value_metrics.queryOptions({ tasks: [run.id] }),
    ...live,
  });
  const values = singles.data?.tasks[0]?.values ?? [];
  const single = new Set(values.map(({ metric, variant }) => `${metric}\n${variant}`));
  const chosen = mainMetrics(
    all.filter(({ metric, variant }) => !single.has(`${metric}\n${variant}`)),
    TILES,
  );
  const curves = useQuery({
    ...trpc.events.scalar_curves.queryOptions({
      tasks: [run.id],
      samples: 120,
      metrics: chosen.map(({ metric, variant }) => ({ metric, variants: [variant] })),
    }),
    enabled: chosen.length > 0,
    placeholderData: (before) => before,
    ...live,
  });
  if (names.isPending || singles.isPending) return <Skeleton className="h-24" />;
  if (chosen.length === 0 && values.length === 0) return null;
  const found = new Map((curves.data?.curves ?? []).map((curve) => [`${curve.metric}\n${curve.variant}`, curve]));
  return (
    <section aria-labelledby="main-metrics">
      <div className="mb-1.5 flex items-baseline justify-between">
        <h2 id="main-metrics" className="text-base font-semibold">
          Metrics
        </h2>
        {all.length > 0 && (
          <Link href={taskHref(run.project?.id, run.id, "scalars")} className="text-sm text-accent hover:underline">
            All scalars
          </Link>
        )}
      </div>
      {chosen.length > 0 && (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-x-6 border-t border-line">
          {chosen.map((name) => {
            const curve = found.get(`${name.metric}\n${name.variant}`);
            return (
              <li key={`${name.metric}\n${name.variant}`} className="border-b border-line">
                <Link
                  href={`${taskHref(run.project?.id, run.id, "scalars")}?q=${encodeURIComponent(name.metric)}`}
                  className="flex h-16 items-center gap-3 rounded-sm px-1 hover:bg-hover"
                >
                  <span className="min-w-0 flex-1">
                    <span className="block truncate text-xs text-muted" title={metricLabel(name)}>
                      {metricLabel(name)}
                    </span>
                    <span className="text-lg font-semibold whitespace-nowrap tabular">
                      {formatMetric(curve?.y.at(-1))}
                    </span>
                    {curve && <Range curve={curve} />}
                  </span>
                  <Sparkline values={curve?.y ?? []} color={color} label={`Course of ${metricLabel(name)}`} />
                </Link>
              </li>
            );
          })}
        </ul>
      )}
      {values.length > 0 && (
        <dl className="mt-3 grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-x-6 gap-y-1 text-sm">
          {values.slice(0, SINGLES).map(({ metric, variant, value }) => (
            <div key={`${metric}\n${variant}`} className="flex items-baseline justify-between gap-3 px-1">
              <dt className="truncate text-muted" title={`${metric} / ${variant}`}>
                {variant || metric}
              </dt>
              <dd className="font-medium tabular">
                {Number.isSafeInteger(value) ? formatCount(value) : formatMetric(value)}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function Range({
  curve,
}: {
  curve: { readonly y: readonly number[]; readonly min?: readonly number[]; readonly max?: readonly number[] };
}) {
  if (curve.y.length < 2) return null;
  const least = (curve.min ?? curve.y).reduce((one, other) => Math.min(one, other));
  const greatest = (curve.max ?? curve.y).reduce((one, other) => Math.max(one, other));
  return (
    <span className="ml-2 text-xs whitespace-nowrap text-faint tabular">
      {formatMetric(least, 3)} – {formatMetric(greatest, 3)}
    </span>
  );
}
