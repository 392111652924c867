"use client";

import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/tabs";
import { formatDuration } from "@/lib/format/dates";
import { type DateFilter, type Filter, type ListFilter, NO_DATES, noFilter, type RangeFilter } from "./filter";
import { ListEditor, type Listed } from "./list-editor";

interface EditorProps<Kind extends Filter = Filter> {
  field: string;
  label: string;
  projectId: string;
  listed?: Listed;
  filter: Kind;
  onChange: (filter: Filter) => void;
}

/** Edits one filter; what is chosen takes effect at once. */
export function FilterEditor(props: Omit<EditorProps, "filter"> & { filter: Filter | undefined }) {
  const filter = props.filter ?? noFilter(props.field);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center justify-between gap-2">
        <h3 className="truncate text-sm font-medium">{props.label}</h3>
        {props.filter && (
          <Button variant="link" size="sm" onClick={() => props.onChange(noFilter(props.field))}>
            Clear
          </Button>
        )}
      </div>
      {filter.kind === "list" && (
        <>
          {props.field === "tags" && <AnyOrAll {...props} filter={filter} />}
          <ListEditor {...props} filter={filter} />
        </>
      )}
      {filter.kind === "range" && <RangeEditor key={props.field} {...props} filter={filter} />}
      {filter.kind === "dates" && <DatesEditor {...props} filter={filter} />}
    </div>
  );
}

function AnyOrAll({ filter, onChange }: EditorProps<ListFilter>) {
  return (
    <Segmented
      label="How many of the tags a run needs"
      value={filter.all ? "all" : "any"}
      onValueChange={(value) => onChange({ ...filter, all: value === "all" })}
      options={[
        { value: "any", label: "Any of them" },
        { value: "all", label: "All of them" },
      ]}
      className="self-start"
    />
  );
}

/** Seconds from "90", "1h 30m", "2d"; null when it is no duration. */
export function parseDuration(text: string): number | null {
  const clean = text.trim().toLowerCase();
  if (clean === "") return null;
  if (/^\d+(\.\d+)?$/.test(clean)) return Number(clean);
  if (!/^(\d+(\.\d+)?\s*[smhd]\s*)+$/.test(clean)) return null;
  const sizes: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
  return [...clean.matchAll(/(\d+(?:\.\d+)?)\s*([smhd])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (sizes[unit ?? "s"] ?? 1),
    0,
  );
}

function RangeEditor({ field, filter, onChange }: EditorProps<RangeFilter>) {
  const id = useId();
  const isTime = field === "active_duration";
  const show = (value: number | null) => (value === null ? "" : isTime ? formatDuration(value) : String(value));
  const read = (text: string) => {
    if (isTime) return parseDuration(text);
    const value = Number(text);
    return text.trim() === "" || !Number.isFinite(value) ? null : value;
  };
  const [texts, setTexts] = useState({ min: show(filter.min), max: show(filter.max) });
  const commit = () => onChange({ kind: "range", min: read(texts.min), max: read(texts.max) });
  const input = (end: "min" | "max", label: string) => (
    <label htmlFor={`${id}-${end}`} className="flex min-w-0 flex-1 flex-col gap-1 text-xs text-muted">
      {label}
      <Input
        id={`${id}-${end}`}
        inputMode={isTime ? undefined : "decimal"}
        value={texts[end]}
        placeholder={isTime ? "1h 30m" : "any"}
        aria-invalid={texts[end].trim() !== "" && read(texts[end]) === null ? true : undefined}
        onChange={(event) => setTexts({ ...texts, [end]: event.target.value })}
        onBlur={commit}
        onKeyDown={(event) => event.key === "Enter" && commit()}
        className="tabular"
      />
    </label>
  );
  return (
    <div className="flex gap-2">
      {input("min", "At least")}
      {input("max", "At most")}
    </div>
  );
}

const SPANS: readonly (readonly [string, string])[] = [
  ["1h", "Last hour"],
  ["24h", "Last 24 hours"],
  ["7d", "Last 7 days"],
  ["30d", "Last 30 days"],
];

/** A time until now in words: `7d` → "last 7 days". */
export function spanWords(span: string): string {
  const known = SPANS.find(([value]) => value === span)?.[1].toLowerCase();
  return known ?? `last ${span.slice(0, -1)} ${span.endsWith("h") ? "hours" : "days"}`;
}

function DatesEditor({ filter, onChange }: EditorProps<DateFilter>) {
  const id = useId();
  const input = (end: "from" | "to", label: string) => (
    <label htmlFor={`${id}-${end}`} className="flex min-w-0 flex-1 flex-col gap-1 text-xs text-muted">
      {label}
      <Input
        id={`${id}-${end}`}
        type="date"
        value={filter[end] ?? ""}
        onChange={(event) => onChange({ ...filter, last: null, [end]: event.target.value || null })}
      />
    </label>
  );
  return (
    <>
      <div className="grid grid-cols-2 gap-1.5">
        {SPANS.map(([value, label]) => (
          <Button
            key={value}
            size="sm"
            aria-pressed={filter.last === value}
            onClick={() => onChange(filter.last === value ? NO_DATES : { ...NO_DATES, last: value })}
            className="aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
          >
            {label}
          </Button>
        ))}
      </div>
      <div className="flex gap-2">
        {input("from", "From")}
        {input("to", "To")}
      </div>
    </>
  );
}
