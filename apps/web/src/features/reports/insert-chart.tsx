"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Button } from "@/components/ui/button";
import { Combobox } from "@/components/ui/combobox";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/input";
import { useTRPC } from "@/lib/trpc/client";
import { documents, escapePattern, type Task } from "@/lib/wire";
import { formatChartBlock } from "./chart-block";

/** Chooses runs and one of their metrics, and hands over the block of their chart. */
export function InsertChartDialog(props: { onInsert: (block: string) => void; onClose: () => void }) {
  const [runs, setRuns] = useState<readonly { id: string; name: string }[]>([]);
  const [metric, setMetric] = useState<string | null>(null);
  const [title, setTitle] = useState("");
  const ready = runs.length > 0 && metric !== null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title="Insert a chart"
      description="It stays live: new values of its runs appear in the report."
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) props.onInsert(formatChartBlock({ runs: runs.map(({ id }) => id), metric, title: title.trim() }));
      }}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!ready}>
            Insert chart
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Runs" htmlFor="chart-runs">
          <RunPicker
            id="chart-runs"
            chosen={runs.map(({ id }) => id)}
            onChoose={(run) => setRuns([...runs.filter(({ id }) => id !== run.id), run])}
          />
          <ul className="flex flex-wrap gap-1">
            {runs.map((run) => (
              <li
                key={run.id}
                className="inline-flex h-6 max-w-full items-center gap-1 rounded-sm border border-line-strong bg-sunken pl-1.5 text-xs"
              >
                <span className="truncate">{run.name}</span>
                <button
                  type="button"
                  aria-label={`Leave out ${run.name}`}
                  onClick={() => setRuns(runs.filter(({ id }) => id !== run.id))}
                  className="rounded-sm p-1 text-muted hover:bg-hover"
                >
                  <X className="size-3" />
                </button>
              </li>
            ))}
          </ul>
        </Field>
        <Field
          label="Metric"
          htmlFor="chart-metric"
          hint={runs.length === 0 ? "Choose a run first; its metrics are offered then." : undefined}
        >
          <MetricPicker id="chart-metric" runs={runs.map(({ id }) => id)} value={metric} onValueChange={setMetric} />
        </Field>
        <Field label="Title" htmlFor="chart-title" hint="The metric's name, when left empty">
          <Input id="chart-title" value={title} onChange={(event) => setTitle(event.target.value)} maxLength={200} />
        </Field>
      </div>
    </Dialog>
  );
}

function RunPicker(props: {
  id: string;
  chosen: readonly string[];
  onChoose: (run: { id: string; name: string }) => void;
}) {
  const trpc = useTRPC();
  const [search, setSearch] = useState("");
  const text = useDeferredValue(search.trim());
  const query = useQuery({
    ...trpc.tasks.get_all_ex.queryOptions({
      ...(text ? { _any_: { pattern: escapePattern(text), fields: ["name", "id"] } } : {}),
      system_tags: ["__$not", "archived"],
      order_by: ["-last_update"],
      page: 0,
      page_size: 30,
      only_fields: ["name", "project.name"],
    }),
    placeholderData: (before) => before,
  });
  const runs = documents<Task>(query.data?.tasks).filter((run) => !props.chosen.includes(run.id));
  return (
    <Combobox
      id={props.id}
      label="Add a run"
      value={null}
      placeholder="Add a run"
      options={runs.map((run) => ({ value: run.id, label: run.name ?? run.id, hint: run.project?.name }))}
      onValueChange={(id, option) => props.onChoose({ id, name: option.label })}
      search={search}
      onSearchChange={setSearch}
      loading={query.isFetching}
    />
  );
}

function MetricPicker(props: {
  id: string;
  runs: readonly string[];
  value: string | null;
  onValueChange: (metric: string) => void;
}) {
  const trpc = useTRPC();
  const [search, setSearch] = useState("");
  const query = useQuery({
    ...trpc.tasks.get_all_ex.queryOptions({ id: [...props.runs], only_fields: ["last_metrics"], search_hidden: true }),
    enabled: props.runs.length > 0,
    placeholderData: (before) => before,
  });
  const names = metricNames(documents<Task>(query.data?.tasks));
  const fits = names.filter((name) => name.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <Combobox
      id={props.id}
      label="Metric"
      value={props.value}
      valueLabel={props.value ?? undefined}
      placeholder="Choose a metric"
      options={fits.slice(0, 100).map((name) => ({ value: name, label: name }))}
      onValueChange={props.onValueChange}
      search={search}
      onSearchChange={setSearch}
      loading={query.isFetching}
    />
  );
}

/** Metrics with and without their variants, as a chart's block spells them; readings of machines come last. */
function metricNames(runs: readonly Task[]): string[] {
  const names = new Set<string>();
  for (const run of runs)
    for (const variants of Object.values(run.last_metrics ?? {})) {
      const list = Object.values(variants);
      for (const { metric, variant } of list) names.add(`${metric}/${variant}`);
      if (list.length > 1 && list[0]) names.add(list[0].metric);
    }
  const isMachine = (name: string) => Number(name.startsWith(":monitor:"));
  return [...names].sort((a, b) => isMachine(a) - isMachine(b) || a.localeCompare(b));
}
