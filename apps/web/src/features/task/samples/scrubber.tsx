"use client";

import { ChevronLeft, ChevronRight, ChevronsRight } from "lucide-react";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/lib/format/numbers";

/** Goes through the iterations of something that was reported again and again: by steps, or by a slider to any place between. */
export function Scrubber(props: {
  /** The iteration that is shown; null while none is known. */
  iteration: number | null;
  min: number | null;
  max: number | null;
  /** To any place: the newest one at or before it is shown. */
  onSeek: (iteration: number) => void;
  onStep: (step: 1 | -1) => void;
  onNewest: () => void;
}) {
  const { iteration, min, max } = props;
  if (min === null || max === null) return null;
  const single = min === max;
  return (
    <div className="flex min-w-0 items-center gap-1">
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Earlier iteration"
        title="Earlier (←)"
        disabled={single || (iteration !== null && iteration <= min)}
        onClick={() => props.onStep(-1)}
      >
        <ChevronLeft />
      </Button>
      <input
        type="range"
        aria-label="Iteration"
        min={min}
        max={max}
        value={iteration ?? max}
        disabled={single}
        onChange={(event) => props.onSeek(event.target.valueAsNumber)}
        // The keys go from one that is there to the next one that is there.
        onKeyDown={(event) => {
          if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
          event.preventDefault();
          event.stopPropagation();
          props.onStep(event.key === "ArrowLeft" ? -1 : 1);
        }}
        className="min-w-16 flex-1 accent-(--accent)"
      />
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Later iteration"
        title="Later (→)"
        disabled={single || (iteration !== null && iteration >= max)}
        onClick={() => props.onStep(1)}
      >
        <ChevronRight />
      </Button>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Newest iteration"
        title="Newest (End)"
        disabled={iteration === max}
        onClick={props.onNewest}
      >
        <ChevronsRight />
      </Button>
      <span className="w-24 shrink-0 text-right text-xs text-muted tabular">
        {iteration === null ? "–" : `iteration ${formatCount(iteration)}`}
      </span>
    </div>
  );
}
