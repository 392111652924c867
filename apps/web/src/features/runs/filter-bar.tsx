"use client";

import { ListFilter as FilterIcon, Regex, X } from "lucide-react";
import { useState } from "react";
import { STATUS_WORDS, statusKind } from "@/components/status/status";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { SearchInput } from "@/components/ui/search-input";
import { cn } from "@/lib/cn";
import { formatDuration } from "@/lib/format/dates";
import { formatMetric } from "@/lib/format/numbers";
import { typeWords } from "./columns";
import { FieldPicker } from "./field-picker";
import { fieldLabel, type MetricNames } from "./fields";
import { type Filter, type Filters, withFilter } from "./filter";
import { FilterEditor, spanWords } from "./filter-editor";
import { type Listed, useOptions } from "./list-editor";

export interface FilterBarProps {
  projectId: string;
  filters: Filters;
  onFiltersChange: (filters: Filters) => void;
  names: MetricNames;
  /** Runs unless said otherwise. */
  listed?: Listed;
}

/** The search field of a list; a pattern when `regex` is on. */
export function RunSearch(props: {
  text: string;
  onTextChange: (text: string) => void;
  regex: boolean;
  onRegexChange: (regex: boolean) => void;
  /** Why the pattern cannot be used. */
  problem?: string;
  label?: string;
}) {
  return (
    <div className="relative w-full sm:w-72">
      <SearchInput
        value={props.text}
        onValueChange={props.onTextChange}
        placeholder={props.regex ? "Search by pattern" : "Search name, id, tag, comment"}
        aria-label={props.label ?? "Search runs"}
        aria-invalid={props.problem ? true : undefined}
        className="w-full [&_input]:pr-14 [&_button]:right-8"
      />
      <button
        type="button"
        aria-pressed={props.regex}
        aria-label="Regular expression"
        title="Regular expression"
        onClick={() => props.onRegexChange(!props.regex)}
        className="absolute top-1 right-1 rounded-sm p-1 text-faint hover:bg-hover hover:text-text aria-pressed:bg-accent-soft aria-pressed:text-accent"
      >
        <Regex className="size-4" />
      </button>
      {props.problem && (
        <p role="alert" className="absolute top-full z-10 mt-1 rounded-md bg-danger-soft px-2 py-1 text-xs text-danger">
          {props.problem}
        </p>
      )}
    </div>
  );
}

/** The filters as chips, each with its editor, and a way to add one. */
export function FilterChips(props: FilterBarProps) {
  const set = (field: string, filter: Filter | null) => props.onFiltersChange(withFilter(props.filters, field, filter));
  return (
    <>
      {Object.entries(props.filters).map(([field, filter]) => (
        <FilterChip key={field} {...props} field={field} filter={filter} onChange={(next) => set(field, next)} />
      ))}
      <AddFilter {...props} onChange={set} />
    </>
  );
}

function FilterChip(
  props: FilterBarProps & { field: string; filter: Filter; onChange: (filter: Filter | null) => void },
) {
  const label = fieldLabel(props.field, props.names);
  const words = useFilterWords(props.field, props.projectId, props.filter, props.listed);
  return (
    <span className="inline-flex h-8 max-w-80 items-center rounded-md border border-accent/40 bg-accent-soft text-sm">
      <Popover>
        <PopoverTrigger className="flex h-full min-w-0 items-center gap-1.5 rounded-l-md pr-1 pl-2.5 hover:bg-hover">
          <span className="shrink-0 text-muted">{label}</span>
          <span className="truncate font-medium">{words}</span>
        </PopoverTrigger>
        <PopoverContent>
          <FilterEditor {...props} label={label} />
        </PopoverContent>
      </Popover>
      <button
        type="button"
        aria-label={`Remove the filter ${label}`}
        onClick={() => props.onChange(null)}
        className="grid h-full w-7 shrink-0 place-items-center rounded-r-md text-muted hover:bg-hover hover:text-text"
      >
        <X className="size-3.5" />
      </button>
    </span>
  );
}

/** A filter in a few words: "failed, aborted", "not old", "≥ 0.9". */
function useFilterWords(field: string, projectId: string, filter: Filter, listed?: Listed): string {
  const { options } = useOptions(field, projectId, "", listed);
  if (filter.kind === "range") {
    const show = field === "active_duration" ? formatDuration : formatMetric;
    if (filter.min === null) return `≤ ${show(filter.max)}`;
    return filter.max === null ? `≥ ${show(filter.min)}` : `${show(filter.min)} – ${show(filter.max)}`;
  }
  if (filter.kind === "dates") {
    if (filter.last) return spanWords(filter.last);
    return filter.from && filter.to
      ? `${filter.from} – ${filter.to}`
      : filter.from
        ? `from ${filter.from}`
        : `until ${filter.to}`;
  }
  const word = (value: string) => {
    if (field === "status") return STATUS_WORDS[statusKind(value)].toLowerCase();
    if (field === "type") return typeWords(value);
    return options.find((option) => option.value === value)?.label ?? value;
  };
  const included = filter.include.map(word).join(filter.all ? " + " : ", ");
  const excluded = filter.exclude.map((value) => `not ${word(value)}`).join(", ");
  return [included, excluded].filter(Boolean).join(", ");
}

function AddFilter(props: FilterBarProps & { onChange: (field: string, filter: Filter | null) => void }) {
  const [field, setField] = useState<{ id: string; label: string } | null>(null);
  return (
    <Popover onOpenChange={(open) => open && setField(null)}>
      <PopoverTrigger asChild>
        <Button variant="ghost" aria-label="Add a filter">
          <FilterIcon /> Filter
        </Button>
      </PopoverTrigger>
      <PopoverContent className={cn("overflow-hidden", !field && "p-0")}>
        {field ? (
          <FilterEditor
            field={field.id}
            label={field.label}
            projectId={props.projectId}
            listed={props.listed}
            filter={props.filters[field.id]}
            onChange={(filter) => props.onChange(field.id, filter)}
          />
        ) : (
          <FieldPicker projectId={props.projectId} listed={props.listed} onPick={setField} />
        )}
      </PopoverContent>
    </Popover>
  );
}

/** The button in a column's header that filters by the column. */
export function HeaderFilter(props: {
  field: string;
  projectId: string;
  names: MetricNames;
  listed?: Listed;
  filter: Filter | undefined;
  onChange: (filter: Filter) => void;
}) {
  const label = fieldLabel(props.field, props.names);
  return (
    <Popover>
      <PopoverTrigger
        aria-label={`Filter by ${label}`}
        data-on={props.filter !== undefined || undefined}
        className="shrink-0 rounded-sm bg-surface p-0.5 text-faint opacity-0 group-hover/head:opacity-100 hover:bg-hover hover:text-text focus-visible:opacity-100 data-[on]:text-accent data-[on]:opacity-100 data-[state=open]:opacity-100"
      >
        <FilterIcon className="size-3.5" />
      </PopoverTrigger>
      <PopoverContent>
        <FilterEditor {...props} label={label} />
      </PopoverContent>
    </Popover>
  );
}
