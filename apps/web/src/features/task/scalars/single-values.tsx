"use client";

import { ChevronDown, ChevronRight, Download } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { csvLine } from "@/lib/csv";
import { formatCount, formatMetric } from "@/lib/format/numbers";
import { saveText } from "@/lib/save";

export interface SingleValue {
  readonly metric: string;
  readonly variant: string;
  readonly value: number;
}

const SHOWN = 12;

/** The values that were reported once for the whole run. */
export function SingleValues({ values, title }: { values: readonly SingleValue[]; title: string }) {
  const [open, setOpen] = useState(true);
  const [all, setAll] = useState(false);
  if (values.length === 0) return null;
  const shown = all ? values : values.slice(0, SHOWN);
  const Icon = open ? ChevronDown : ChevronRight;
  const save = () =>
    saveText(
      `${[csvLine(["Metric", "Variant", "Value"]), ...values.map(({ metric, variant, value }) => csvLine([metric, variant, value]))].join("\r\n")}\r\n`,
      `${title} summary.csv`,
      "text/csv",
    );
  return (
    <section aria-label="Summary" className="mb-4">
      <h2 className="flex h-8 items-center justify-between border-b border-line">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex items-center gap-1.5 rounded-sm pr-2 text-base font-semibold hover:text-accent"
        >
          <Icon className="size-4 text-faint" /> Summary
          <span className="text-xs font-normal text-faint tabular">{formatCount(values.length)}</span>
        </button>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Download the summary (CSV)"
          title="Download (CSV)"
          onClick={save}
        >
          <Download />
        </Button>
      </h2>
      {open && (
        <dl className="mt-2 grid grid-cols-[repeat(auto-fill,minmax(14rem,1fr))] gap-x-8 text-sm">
          {shown.map(({ metric, variant, value }) => (
            <div
              key={`${metric}\n${variant}`}
              className="flex h-7 items-center justify-between gap-3 border-b border-line"
            >
              <dt className="truncate text-muted" title={`${metric} / ${variant}`}>
                {variant || metric}
              </dt>
              <dd className="font-medium tabular">
                {Number.isSafeInteger(value) ? formatCount(value) : formatMetric(value, 6)}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {open && values.length > SHOWN && (
        <Button variant="link" size="sm" onClick={() => setAll(!all)} className="mt-1">
          {all ? "Show fewer" : `Show all ${formatCount(values.length)}`}
        </Button>
      )}
    </section>
  );
}
