"use client";

import { ExternalLink, X } from "lucide-react";
import Link from "next/link";
import { StatusBadge } from "@/components/status/status-badge";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyId } from "@/components/ui/copy-button";
import { DateTime, Elapsed } from "@/components/ui/time";
import { reasonOf, runHref, typeWords } from "@/features/runs/columns";
import { formatMetric } from "@/lib/format/numbers";
import type { Task } from "@/lib/wire";
import { type Step, stepNote, stepSpan, stepStatus } from "./pipeline";

/** What is known of a step, beside the graph, with the ways into its run. */
export function StepPanel({ step, run, onClose }: { step: Step; run: Task | undefined; onClose: () => void }) {
  const span = stepSpan(step, run);
  const note = stepNote(step);
  const reason = run && reasonOf(run);
  const link = run ?? (step.task ? { id: step.task } : null);
  const parameters = Object.entries(step.parameters);
  const metrics = Object.values(run?.last_metrics ?? {})
    .flatMap((variants) => Object.values(variants))
    .filter(({ metric }) => !metric.startsWith(":monitor:"));
  return (
    <section aria-label={`Step ${step.name}`} className="flex min-h-0 flex-1 flex-col overflow-y-auto text-sm">
      <div className="flex items-start gap-2 border-b border-line px-4 py-3">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base font-semibold">{step.name}</h2>
          <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
            <StatusBadge status={stepStatus(step, run)} />
            {note && <Badge>{note}</Badge>}
            <span className="text-muted">{typeWords(step.type ?? run?.type)}</span>
          </div>
        </div>
        <Button variant="ghost" size="icon-sm" aria-label="Close the step" onClick={onClose}>
          <X />
        </Button>
      </div>
      <div className="flex flex-col gap-5 px-4 py-4">
        {reason && <p className="rounded-md bg-sunken px-2.5 py-1.5 break-words text-muted">{reason}</p>}
        {link && (
          <div className="flex flex-wrap gap-2">
            <Button asChild size="sm" variant="primary">
              <Link href={runHref(link)}>
                <ExternalLink /> Open its run
              </Link>
            </Button>
            {(["console", "scalars", "artifacts"] as const).map((tab) => (
              <Button key={tab} asChild size="sm">
                <Link href={runHref(link, tab)}>{tab.charAt(0).toUpperCase() + tab.slice(1)}</Link>
              </Button>
            ))}
          </div>
        )}
        <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-y-1.5 [&_dd]:truncate [&_dt]:text-muted">
          <dt>After</dt>
          <dd>{step.parents.join(", ") || "nothing"}</dd>
          <dt>Queue</dt>
          <dd>{step.queue ?? "–"}</dd>
          <dt>Started</dt>
          <dd>
            <DateTime value={span?.start} />
          </dd>
          <dt>Took</dt>
          <dd>{span ? <Elapsed start={span.start} end={span.end} running={span.end === null} /> : "–"}</dd>
          {step.task && (
            <>
              <dt>Run</dt>
              <dd>
                <CopyId id={step.task} />
              </dd>
            </>
          )}
        </dl>
        {parameters.length > 0 && (
          <Values title="Parameters" values={parameters.map(([name, value]) => [name, value])} />
        )}
        {metrics.length > 0 && (
          <Values
            title="Metrics"
            values={metrics.map(({ metric, variant, value }) => [`${metric} / ${variant}`, formatMetric(value)])}
          />
        )}
      </div>
    </section>
  );
}

function Values({ title, values }: { title: string; values: readonly (readonly [name: string, value: string])[] }) {
  return (
    <div>
      <h3 className="mb-1 font-semibold">{title}</h3>
      <dl className="grid grid-cols-[minmax(0,1fr)_minmax(0,auto)] gap-x-4 border-t border-line [&>*]:truncate [&>*]:border-b [&>*]:border-line [&>*]:py-1">
        {values.map(([name, value]) => [
          <dt key={`${name} name`} className="text-muted" title={name}>
            {name}
          </dt>,
          <dd key={`${name} value`} className="text-right font-mono text-xs tabular" title={value}>
            {value}
          </dd>,
        ])}
      </dl>
    </div>
  );
}
