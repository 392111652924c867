"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { toggleColumn } from "@/components/table/column";
import type { TableState } from "@/components/table/use-table-state";
import { Checkbox } from "@/components/ui/checkbox";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import { formatCount } from "@/lib/format/numbers";
import { type MetricHashes, type MetricShow, metricColumnId, paramColumnId, SHOW_WORDS } from "./column-id";
import { useParameters } from "./field-picker";
import { useMetricNames } from "./use-runs";

const SHOWS: readonly MetricShow[] = ["value", "min_value", "max_value", "curve"];
/** Variants drawn at once; a search finds the others. */
const MOST = 150;

/** A tree of the project's metrics and hyperparameters, to put any of them into a column. */
export function ColumnPicker({ projectId, state, search }: { projectId: string; state: TableState; search: string }) {
  const metrics = useMetricNames({ projectId, enabled: true });
  const parameters = useParameters(projectId);
  const text = search.toLowerCase();
  const isShown = (id: string) => state.layout.visible.includes(id);
  const toggle = (id: string, on: boolean) => state.setLayout(toggleColumn(state.layout, id, on));

  const variants = (metrics.data?.metrics ?? []).filter(({ metric, variant }) =>
    `metric ${metric} ${variant}`.toLowerCase().includes(text),
  );
  const params = (parameters.data?.parameters ?? []).filter(({ section, name }) =>
    `hyperparameter ${section} ${name}`.toLowerCase().includes(text),
  );
  const byMetric = groupBy(variants.slice(0, MOST), (each) => each.metric);
  const bySection = groupBy(params.slice(0, MOST), (each) => each.section);
  const open = text !== "";

  return (
    <>
      <Heading title="Metrics" />
      {metrics.isPending && <Skeleton className="mx-1 my-2 h-4 w-40" />}
      {[...byMetric].map(([metric, list]) => (
        <Branch
          key={metric}
          label={metric}
          open={open}
          count={list.length}
          marked={list.some((each) => SHOWS.some((show) => isShown(metricColumnId(each, show))))}
        >
          {list.map((each) => (
            <li
              key={each.variant_hash}
              className="flex min-h-7 items-center gap-2 rounded-sm py-0.5 pr-1 pl-6 hover:bg-hover"
            >
              <span className="min-w-0 flex-1 truncate" title={each.variant}>
                {each.variant}
              </span>
              <Shows name={`${metric} ${each.variant}`} hashes={each} isShown={isShown} toggle={toggle} />
            </li>
          ))}
        </Branch>
      ))}
      <Heading title="Hyperparameters" />
      {parameters.isPending && <Skeleton className="mx-1 my-2 h-4 w-40" />}
      {[...bySection].map(([section, list]) => (
        <Branch
          key={section}
          label={section}
          open={open}
          count={list.length}
          marked={list.some((each) => isShown(paramColumnId(each.section, each.name)))}
        >
          {list.map(({ name }) => {
            const id = paramColumnId(section, name);
            return (
              <li key={name} className="rounded-sm pr-1 pl-6 hover:bg-hover">
                <label htmlFor={`column-${id}`} className="flex h-7 items-center gap-2">
                  <Checkbox id={`column-${id}`} checked={isShown(id)} onCheckedChange={(on) => toggle(id, on)} />
                  <span className="truncate" title={name}>
                    {name}
                  </span>
                </label>
              </li>
            );
          })}
        </Branch>
      ))}
      {variants.length + params.length > 2 * MOST && (
        <p className="px-1 py-2 text-xs text-muted">Search to see the others.</p>
      )}
    </>
  );
}

function groupBy<Item>(items: readonly Item[], name: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(name(item));
    if (group) group.push(item);
    else groups.set(name(item), [item]);
  }
  return groups;
}

function Heading({ title }: { title: string }) {
  return <h3 className="mt-2 px-1 text-xs font-medium text-faint">{title}</h3>;
}

function Branch(props: {
  label: string;
  count: number;
  open: boolean;
  /** Something in it is shown. */
  marked: boolean;
  children: React.ReactNode;
}) {
  const [own, setOwn] = useState(false);
  const open = own || props.open;
  return (
    <section>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOwn(!own)}
        className="flex h-7 w-full items-center gap-1.5 rounded-sm px-1 text-left hover:bg-hover"
      >
        <ChevronRight className={cn("size-3.5 shrink-0 text-faint", open && "rotate-90")} />
        <span className={cn("min-w-0 flex-1 truncate", props.marked && "font-medium")}>{props.label}</span>
        <span className="text-xs text-faint tabular">{formatCount(props.count)}</span>
      </button>
      {open && <ul>{props.children}</ul>}
    </section>
  );
}

function Shows(props: {
  name: string;
  hashes: MetricHashes;
  isShown: (id: string) => boolean;
  toggle: (id: string, on: boolean) => void;
}) {
  return (
    <span className="flex gap-0.5">
      {SHOWS.map((show) => {
        const id = metricColumnId(props.hashes, show);
        const on = props.isShown(id);
        return (
          <button
            key={show}
            type="button"
            aria-pressed={on}
            aria-label={`${props.name} ${SHOW_WORDS[show]}`}
            onClick={() => props.toggle(id, !on)}
            className="rounded-sm px-1.5 py-0.5 text-xs text-muted hover:bg-hover hover:text-text aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent"
          >
            {SHOW_WORDS[show]}
          </button>
        );
      })}
    </span>
  );
}
