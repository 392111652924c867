"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { SeriesMark } from "@/components/chart/legend";
import { ScalarChart } from "@/components/chart/scalar-chart";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { slotStyle } from "@/lib/colors/run-colors";
import { formatCount, formatMetric } from "@/lib/format/numbers";
import type { ScalarCurve } from "./curves";
import type { ChartPlan } from "./groups";
import type { ChartContext } from "./metric-chart";
import { useCurves } from "./use-curves";

const NOTHING: ReadonlySet<string> = new Set();

/** One chart large, in full resolution, with a table of its values; the arrow keys go to the next one. */
export function ChartDialog({
  plan,
  charts,
  context,
  onOpen,
  onClose,
}: {
  plan: ChartPlan;
  charts: readonly ChartPlan[];
  context: ChartContext;
  onOpen: (plan: ChartPlan) => void;
  onClose: () => void;
}) {
  const { settings, smoothing, styles } = context;
  const data = useCurves(plan, { axis: settings.x, zoom: settings.zoom, samples: 3_000, styles });
  const at = charts.findIndex(({ id }) => id === plan.id);
  const go = (step: 1 | -1) => {
    const next = charts[(at + step + charts.length) % charts.length];
    if (next) onOpen(next);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={plan.title}
      size="xl"
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") go(-1);
        if (event.key === "ArrowRight") go(1);
      }}
    >
      <div className="flex flex-col gap-4 pb-5">
        <ScalarChart
          title=""
          series={data.series}
          xAxis={settings.x}
          smoothing={smoothing}
          showOriginal={settings.original}
          xLog={settings.logx}
          yLog={settings.logy ? true : undefined}
          clip={settings.clip}
          zoom={settings.zoom}
          onZoomChange={context.onZoomChange}
          hidden={context.hidden.get(plan.id) ?? NOTHING}
          onHiddenChange={(hidden) => context.onHiddenChange(plan.id, hidden)}
          height={380}
          loading={data.pending}
          error={data.error}
          onRetry={data.retry}
          actions={
            charts.length > 1 && (
              <span className="flex items-center text-xs text-muted tabular">
                {at + 1} of {charts.length}
                <Button variant="ghost" size="icon-sm" aria-label="Previous chart" onClick={() => go(-1)}>
                  <ChevronLeft />
                </Button>
                <Button variant="ghost" size="icon-sm" aria-label="Next chart" onClick={() => go(1)}>
                  <ChevronRight />
                </Button>
              </span>
            )
          }
        />
        <ValuesTable plan={plan} curves={data.curves} styles={styles} />
      </div>
    </Dialog>
  );
}

/** First, last, least, greatest and mean value of each curve. */
function ValuesTable(props: { plan: ChartPlan; curves: readonly ScalarCurve[]; styles: ChartContext["styles"] }) {
  const { plan, curves, styles } = props;
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm tabular [&_td]:px-2 [&_td]:py-1 [&_td]:text-right [&_th]:px-2 [&_th]:py-1 [&_th]:text-right [&_th]:text-xs [&_th]:font-medium [&_th]:text-muted">
        <thead className="border-b border-line">
          <tr>
            <th className="!text-left">Series</th>
            <th>First</th>
            <th>Last</th>
            <th>Least</th>
            <th>Greatest</th>
            <th>Mean</th>
            <th>Points</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {curves.map((curve) => {
            const label = plan.names?.[curve.variant] ?? curve.variant;
            const style = styles.get(label) ?? slotStyle(0);
            return (
              <tr key={curve.variant}>
                <td className="!text-left">
                  <span className="flex items-center gap-2">
                    <SeriesMark {...style} />
                    {label || curve.metric}
                  </span>
                </td>
                <td>{formatMetric(curve.y[0])}</td>
                <td>{formatMetric(curve.y.at(-1))}</td>
                <td>{formatMetric(extreme(curve.min ?? curve.y, Math.min))}</td>
                <td>{formatMetric(extreme(curve.max ?? curve.y, Math.max))}</td>
                <td>{formatMetric(curve.y.reduce((sum, value) => sum + value, 0) / curve.y.length)}</td>
                <td>{formatCount(curve.points)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function extreme(values: readonly number[], pick: (one: number, other: number) => number): number | null {
  return values.length === 0 ? null : values.reduce((one, other) => pick(one, other));
}
