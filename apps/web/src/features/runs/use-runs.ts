"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { isActive } from "@/components/status/status";
import { type LiveRows, type RowSource, useLiveRows } from "@/components/table/use-live-rows";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { documents, type Task } from "@/lib/wire";
import { BASE_FIELDS, type RunColumn } from "./columns";
import type { MetricNames } from "./fields";
import { type RunsQuery, runsRequest } from "./request";

/** The fields that these columns need, the same list for the same columns. */
export function fieldsOf(columns: readonly RunColumn[]): string[] {
  return [...new Set([...BASE_FIELDS, ...columns.flatMap((column) => column.fields)])].sort();
}

/** Runs of a query, with the fields that the shown columns need. */
export function useRuns(
  query: RunsQuery,
  columns: readonly RunColumn[],
): LiveRows<Task> & { request: Record<string, unknown> } {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const key = JSON.stringify(query);
  // A time until now is counted from when it was chosen: the list must not be another at every look.
  const request = useMemo(() => runsRequest(JSON.parse(key) as RunsQuery), [key]);
  const shape = fieldsOf(columns).join(",");
  const { projectId } = query;
  const source = useMemo((): RowSource<Task> => {
    const only_fields = shape.split(",");
    const list = async (more: Record<string, unknown>) =>
      documents<Task>((await client.tasks.get_all_ex.query({ ...request, only_fields, ...more })).tasks);
    return {
      key: [...trpc.tasks.get_all_ex.queryKey(request)],
      shape,
      page: (start, size) => list({ start, size }),
      ids: async (start, size) => (await list({ start, size, only_fields: ["id"] })).map((task) => task.id),
      // Whatever the filter: a run that is on the screen is shown as it is now.
      byIds: async (id) =>
        documents<Task>((await client.tasks.get_all_ex.query({ id: [...id], only_fields, search_hidden: true })).tasks),
      count: async () => (await client.organization.get_entities_count.query({ tasks: request })).tasks ?? null,
      active: (task) => isActive(task.status),
      watch: projectId === "*" ? "task" : `task@${projectId}`,
    };
  }, [trpc, client, request, shape, projectId]);
  return { ...useLiveRows(source), request };
}

/** Names of the metrics that these runs report, by hashes. */
export function useMetricNames(options: { projectId: string; enabled: boolean }) {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.projects.get_unique_metric_variants.queryOptions(
      options.projectId === "*" ? {} : { project: options.projectId, include_subprojects: true },
    ),
    enabled: options.enabled,
    staleTime: 60_000,
  });
  return query;
}

/** The metrics of some runs: enough to choose which one says most. */
export function useMetricsOf(ids: readonly string[]) {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.projects.get_unique_metric_variants.queryOptions({ ids: [...ids] }),
    enabled: ids.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  });
  return query.data?.metrics;
}

/** Names that the rows themselves tell. */
export function namesFrom(
  rows: readonly (Task | undefined)[],
  variants: readonly { metric: string; metric_hash: string; variant: string; variant_hash: string }[] | undefined,
): MetricNames {
  const names = new Map<string, { metric: string; variant: string }>();
  for (const each of variants ?? []) names.set(`${each.metric_hash}.${each.variant_hash}`, each);
  rows.forEach((task) => {
    for (const [metric, byVariant] of Object.entries(task?.last_metrics ?? {}))
      for (const [variant, last] of Object.entries(byVariant)) names.set(`${metric}.${variant}`, last);
  });
  return names;
}
