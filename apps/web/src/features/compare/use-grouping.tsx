"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { Select } from "@/components/ui/select";
import { Segmented } from "@/components/ui/tabs";
import type { Task } from "@/lib/wire";
import { BAND_NAMES, BANDS, type Band, type Grouping, groupingsOf, groupRuns, type RunGroup } from "./groups";

const PARSERS = { group: parseAsString, band: parseAsStringLiteral(BANDS).withDefault("std") };
const SINGLE = "single";

/** How runs are drawn together; the address keeps it. */
export interface Grouped {
  /** Null: each run by itself. */
  readonly groups: readonly RunGroup[] | null;
  readonly by: string | null;
  readonly band: Band;
  readonly groupings: readonly Grouping[];
  readonly set: (next: { readonly group?: string | null; readonly band?: Band }) => void;
}

/** @param runs the ones that are not switched off */
export function useGrouping(runs: readonly Task[]): Grouped {
  const [{ group: by, band }, setQuery] = useQueryStates(PARSERS, { history: "replace" });
  const groupings = useMemo(() => groupingsOf(runs), [runs]);
  const groups = useMemo(() => (by === null ? null : groupRuns(runs, by)), [runs, by]);
  return { groups, by, band, groupings, set: (next) => void setQuery(next) };
}

/** What the runs are grouped by, and what is drawn around the means. */
export function GroupingControls({ grouping }: { grouping: Grouped }) {
  const { by, band, groupings, set } = grouping;
  // A shared address may name a grouping that the runs at hand do not offer.
  const isOffered = by === null || groupings.some(({ value }) => value === by);
  return (
    <>
      <Select
        size="sm"
        label="Group runs by"
        value={by ?? SINGLE}
        onValueChange={(value) => set({ group: value === SINGLE ? null : value })}
        options={[
          { value: SINGLE, label: "Single runs" },
          ...groupings.map(({ value, label }) => ({ value, label: value === "all" ? label : `By ${label}` })),
          ...(isOffered ? [] : [{ value: by, label: `By ${by.replace(/^param:/, "")}` }]),
        ]}
      />
      {by !== null && (
        <Segmented
          label="Band around the mean"
          value={band}
          onValueChange={(next) => set({ band: next })}
          options={BANDS.map((value) => ({ value, label: BAND_NAMES[value] }))}
        />
      )}
    </>
  );
}
