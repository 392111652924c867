"use client";

import { useQuery } from "@tanstack/react-query";
import { Command as Cmdk } from "cmdk";
import { useDeferredValue, useState } from "react";
import { useTRPC } from "@/lib/trpc/client";
import { metricColumnId, metricName, paramColumnId } from "./column-id";
import { FILTER_FIELDS, type FilterField, MODEL_FIELDS } from "./fields";
import type { Listed } from "./list-editor";
import { useMetricNames } from "./use-runs";

/** Entries of a group shown at once; a search finds the others. */
const MOST = 50;

/** Hyperparameters that runs of a project have. */
export function useParameters(projectId: string, enabled = true) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.projects.get_hyper_parameters.queryOptions({
      ...(projectId === "*" ? {} : { project: projectId, include_subprojects: true }),
      page_size: 5000,
    }),
    enabled,
    staleTime: 60_000,
  });
}

/** Chooses the field to filter by: those of every run, metrics, hyperparameters. */
export function FieldPicker(props: { projectId: string; listed?: Listed; onPick: (field: FilterField) => void }) {
  const { projectId, onPick } = props;
  const runs = props.listed !== "model";
  const [search, setSearch] = useState("");
  const text = useDeferredValue(search.trim().toLowerCase());
  const metrics = useMetricNames({ projectId, enabled: runs }).data?.metrics ?? [];
  const parameters = useParameters(projectId, runs).data?.parameters ?? [];
  const groups: readonly (readonly [string, readonly FilterField[]])[] = [
    ["Fields", runs ? FILTER_FIELDS : MODEL_FIELDS],
    [
      "Metrics, last value",
      metrics
        .filter(({ metric }) => !metric.startsWith(":monitor:") || text !== "")
        .map((each) => ({ id: metricColumnId(each, "value"), label: metricName(each) })),
    ],
    [
      "Hyperparameters",
      parameters.map(({ section, name }) => ({
        id: paramColumnId(section, name),
        label: section === "Args" ? name : `${section}/${name}`,
      })),
    ],
  ];
  return (
    <Cmdk label="Field to filter by" shouldFilter={false} loop>
      <Cmdk.Input
        value={search}
        onValueChange={setSearch}
        placeholder="Filter by…"
        className="h-9 w-full border-b border-line bg-transparent px-3 text-sm outline-none"
      />
      <Cmdk.List className="max-h-80 overflow-y-auto p-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint">
        <Cmdk.Empty className="px-2 py-4 text-center text-sm text-muted">Nothing found</Cmdk.Empty>
        {groups.map(([heading, fields]) => {
          const fits = fields.filter((field) => field.label.toLowerCase().includes(text)).slice(0, MOST);
          return fits.length === 0 ? null : (
            <Cmdk.Group key={heading} heading={heading}>
              {fits.map((field) => (
                <Cmdk.Item
                  key={field.id}
                  value={field.id}
                  onSelect={() => onPick(field)}
                  className="flex h-8 cursor-default items-center rounded-sm px-2 text-sm data-[selected=true]:bg-hover"
                >
                  <span className="truncate">{field.label}</span>
                </Cmdk.Item>
              ))}
            </Cmdk.Group>
          );
        })}
      </Cmdk.List>
    </Cmdk>
  );
}
