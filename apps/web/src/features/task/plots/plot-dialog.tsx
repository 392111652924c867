"use client";

import { LoggedPlot } from "@/components/plotly/logged-plot";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import { formatCount } from "@/lib/format/numbers";
import { metricLabel } from "../overview/main-metrics";
import { Scrubber } from "../samples/scrubber";
import { usePlotSample } from "./use-plot-sample";

const HEIGHT = 520;

/** A plot large, with its history. */
export function PlotDialog(props: {
  metric: string;
  variant: string;
  /** Null: the newest. */
  iteration: number | null;
  onIterationChange: (iteration: number | null) => void;
  onClose: () => void;
}) {
  const { metric, variant } = props;
  const sample = usePlotSample(metric, variant, props.iteration);
  const title = metricLabel({ metric, variant });
  const step = async (by: 1 | -1) => {
    const next = await sample.neighbour(by);
    if (next !== null) props.onIterationChange(next);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={title}
      size="xl"
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") void step(-1);
        if (event.key === "ArrowRight") void step(1);
        if (event.key === "End") props.onIterationChange(null);
      }}
    >
      <div className="flex flex-col gap-3 pb-5">
        <Scrubber
          iteration={sample.iteration}
          min={sample.min}
          max={sample.max}
          onSeek={props.onIterationChange}
          onStep={(by) => void step(by)}
          onNewest={() => props.onIterationChange(null)}
        />
        {sample.pending && <Skeleton style={{ height: HEIGHT }} />}
        {sample.error !== null && <ErrorState error={sample.error} onRetry={sample.retry} />}
        {sample.plot?.plot_str ? (
          <LoggedPlot plot={sample.plot.plot_str} title={title} height={HEIGHT} />
        ) : (
          !sample.pending &&
          sample.iteration !== null && (
            <p style={{ height: HEIGHT }} className="grid place-items-center text-sm text-muted">
              {variant} was not reported in iteration {formatCount(sample.iteration)}.
            </p>
          )
        )}
      </div>
    </Dialog>
  );
}
