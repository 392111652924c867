"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Images } from "lucide-react";
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { isActive } from "@/components/status/status";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { Segmented } from "@/components/ui/tabs";
import { formatCount } from "@/lib/format/numbers";
import { useTRPC } from "@/lib/trpc/client";
import { documents } from "@/lib/wire";
import { useRun, useRunLive } from "../run-context";
import { SampleTile } from "./sample-tile";
import { SampleViewer } from "./sample-viewer";
import { type SampleEvent, type SampleName, sampleNames, sortSamples } from "./samples";

const SIZES = { small: 104, medium: 176, large: 300 } as const;
const SIZE_NAMES = ["small", "medium", "large"] as const;
/** Iterations at first, and the most that one look takes (wire-protocol §8.2). */
const FIRST = 6;
const MOST = 1_000;

interface Iteration {
  readonly iter: number;
  readonly events: readonly SampleEvent[];
}

/** Pictures, sounds, films and pages that the run reported, the newest iterations first. */
export function MediaTab() {
  const trpc = useTRPC();
  const run = useRun();
  const live = useRunLive("image");
  const [view, setView] = useQueryStates({
    m: parseAsString.withDefault(""),
    size: parseAsStringLiteral(SIZE_NAMES).withDefault("medium"),
    iters: parseAsInteger.withDefault(FIRST),
    metric: parseAsString,
    variant: parseAsString.withDefault(""),
    iter: parseAsInteger,
  });
  const metrics = useQuery({
    ...trpc.events.get_task_metrics.queryOptions({ tasks: [run.id], event_type: "training_debug_image" }),
    ...live,
  });
  const iters = Math.min(MOST, Math.max(1, view.iters));
  const query = useQuery({
    ...trpc.events.debug_images.queryOptions({
      metrics: [{ task: run.id, ...(view.m ? { metric: view.m } : {}) }],
      iters,
    }),
    placeholderData: keepPreviousData,
    ...live,
  });
  const names = metrics.data?.metrics[0]?.metrics ?? [];
  const iterations = documents<Iteration>(query.data?.metrics[0]?.iterations);
  const open = ({ metric, variant }: SampleName, iter: number | null) => void setView({ metric, variant, iter });

  if (query.isPending) return <MediaSkeleton />;
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (iterations.length === 0 && view.m === "") return <NoMedia />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2 md:px-6">
        <Select
          label="Metric"
          value={view.m === "" ? "all" : `m ${view.m}`}
          onValueChange={(value) => void setView({ m: value === "all" ? "" : value.slice(2), iters: FIRST })}
          options={[
            { value: "all", label: `All metrics (${formatCount(names.length)})` },
            ...[...names].sort().map((name) => ({ value: `m ${name}`, label: name })),
          ]}
          className="max-w-64"
        />
        <Segmented
          label="Size of the samples"
          value={view.size}
          onValueChange={(size) => void setView({ size })}
          options={SIZE_NAMES.map((size) => ({ value: size, label: size.charAt(0).toUpperCase() + size.slice(1) }))}
        />
      </div>
      <section
        aria-label="Samples"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto px-4 pb-4 focus-visible:-outline-offset-2 md:px-6"
      >
        {iterations.map((iteration) => (
          <IterationSamples
            key={iteration.iter}
            iteration={iteration}
            height={SIZES[view.size]}
            onOpen={(sample) => open(sample, sample.iter)}
          />
        ))}
        {iterations.length >= iters && iters < MOST && (
          <div className="flex justify-center pt-4">
            <Button onClick={() => void setView({ iters: iters * 3 })} disabled={query.isPlaceholderData}>
              {query.isPlaceholderData ? "Loading…" : "Earlier iterations"}
            </Button>
          </div>
        )}
      </section>
      {view.metric !== null && (
        <SampleViewer
          name={{ metric: view.metric, variant: view.variant }}
          names={sampleNames(iterations)}
          iteration={view.iter}
          onChange={open}
          onClose={() => void setView({ metric: null, variant: null, iter: null })}
        />
      )}
    </div>
  );
}

function IterationSamples(props: { iteration: Iteration; height: number; onOpen: (sample: SampleEvent) => void }) {
  const { iteration, height } = props;
  return (
    // What is far off the screen costs no layout.
    <section
      aria-label={`Iteration ${iteration.iter}`}
      className="[contain-intrinsic-size:auto_300px] [content-visibility:auto]"
    >
      <h2 className="sticky top-0 z-10 border-b border-line bg-surface py-2 text-sm font-semibold tabular">
        Iteration {formatCount(iteration.iter)}
      </h2>
      <div
        style={{ gridTemplateColumns: `repeat(auto-fill, minmax(min(100%, ${Math.round(height * 1.3)}px), 1fr))` }}
        className="grid gap-3 py-3"
      >
        {sortSamples(iteration.events).map((sample) => (
          <SampleTile
            key={`${sample.metric} ${sample.variant} ${sample.url}`}
            sample={sample}
            height={height}
            onOpen={() => props.onOpen(sample)}
          />
        ))}
      </div>
    </section>
  );
}

function NoMedia() {
  const { status } = useRun();
  return (
    <EmptyState icon={<Images />} title="No samples yet">
      <p>
        {isActive(status)
          ? "They appear here as soon as the run reports some:"
          : "The run reported none. This would have:"}
      </p>
      <CodeBlock
        className="mt-3"
        code={
          'logger = Task.current_task().get_logger()\nlogger.report_image("validation", "prediction", iteration=epoch, image=array)'
        }
      />
    </EmptyState>
  );
}

function MediaSkeleton() {
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(14rem,1fr))] gap-3 px-4 pt-24 md:px-6">
      {[0, 1, 2, 3, 4, 5, 6, 7].map((index) => (
        <Skeleton key={index} className="h-44" />
      ))}
    </div>
  );
}
