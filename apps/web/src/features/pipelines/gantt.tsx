"use client";

import { STATUS_WORDS, statusKind } from "@/components/status/status";
import { StatusIcon } from "@/components/status/status-badge";
import { Elapsed } from "@/components/ui/time";
import { cn } from "@/lib/cn";
import type { Task } from "@/lib/wire";
import { type Step, stepSpan, stepStatus } from "./pipeline";

/** When each step ran, as bars on one line of time; steps that have not begun come last, without a bar. */
export function Gantt(props: {
  steps: readonly Step[];
  tasks: ReadonlyMap<string, Task>;
  selected: string | null;
  onSelect: (name: string) => void;
}) {
  const now = Date.now();
  const rows = props.steps
    .map((step) => {
      const run = step.task ? props.tasks.get(step.task) : undefined;
      return { step, status: stepStatus(step, run), span: stepSpan(step, run) };
    })
    .sort((a, b) => (a.span?.start ?? Number.POSITIVE_INFINITY) - (b.span?.start ?? Number.POSITIVE_INFINITY) || 0);
  const spans = rows.flatMap(({ span }) => span ?? []);
  const from = Math.min(...spans.map(({ start }) => start), now);
  const to = Math.max(...spans.map(({ start, end }) => end ?? Math.max(start, now)), from + 1);
  const share = (time: number) => `${((time - from) / (to - from)) * 100}%`;
  return (
    <ul aria-label="Steps in time" className="min-h-0 flex-1 overflow-y-auto px-4 py-2 md:px-6">
      {rows.map(({ step, status, span }) => (
        <li key={step.name}>
          <button
            type="button"
            aria-pressed={props.selected === step.name}
            onClick={() => props.onSelect(step.name)}
            className={cn(
              "grid w-full grid-cols-[minmax(6rem,11rem)_minmax(0,1fr)_4.5rem] items-center gap-3 rounded-sm px-1 py-1.5 text-left text-sm hover:bg-hover",
              props.selected === step.name && "bg-selected",
            )}
          >
            <span className="flex min-w-0 items-center gap-2">
              <StatusIcon status={status} />
              <span className="truncate">{step.name}</span>
            </span>
            <span className="relative h-4 rounded-sm bg-sunken">
              {span && (
                <span
                  title={STATUS_WORDS[statusKind(status)]}
                  style={{
                    left: share(span.start),
                    right: `calc(100% - ${share(span.end ?? Math.max(span.start, now))})`,
                    background: `var(--status-${statusKind(status)})`,
                  }}
                  className="absolute inset-y-0.5 min-w-0.5 rounded-sm"
                />
              )}
            </span>
            <span className="text-right text-xs text-muted tabular">
              {span ? <Elapsed start={span.start} end={span.end} running={span.end === null} /> : "waiting"}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
