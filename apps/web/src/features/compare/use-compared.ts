"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { isActive } from "@/components/status/status";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { documents, type Task } from "@/lib/wire";

export const COMPARE_TABS = ["scalars", "values", "parameters"] as const;
export type CompareTab = (typeof COMPARE_TABS)[number];

const LIST = parseAsArrayOf(parseAsString).withDefault([]);
const PARSERS = { ids: LIST, off: LIST, tab: parseAsStringLiteral(COMPARE_TABS).withDefault("scalars") };

/** Which runs are compared, in which order (the first is what others are measured by), which are switched off, and how. */
export function useCompareUrl() {
  const [{ ids, off, tab }, setQuery] = useQueryStates(PARSERS, { history: "replace" });
  const key = ids.join(",");
  const list = useMemo(() => [...new Set(key.split(",").filter(Boolean))], [key]);
  const hiddenKey = off.join(",");
  const hidden = useMemo(() => new Set(hiddenKey.split(",").filter(Boolean)), [hiddenKey]);
  return {
    ids: list,
    hidden,
    tab,
    setIds: (next: readonly string[]) => void setQuery({ ids: [...next] }),
    setHidden: (next: ReadonlySet<string>) => void setQuery({ off: next.size > 0 ? [...next] : null }),
    setTab: (next: CompareTab) => void setQuery({ tab: next }, { history: "push" }),
  };
}

const FIELDS = [
  ...["name", "type", "status", "status_message", "status_reason", "comment", "tags", "system_tags", "created"],
  ...["started", "completed", "last_update", "last_iteration", "active_duration", "last_worker", "last_metrics"],
  ...["project.name", "user.name", "parent.name", "company.id", "runtime.progress", "hyperparams", "configuration"],
  ...["script", "container"],
];

/** The compared runs in the order of the ids; ids that no visible run has are told as `missing`. */
export function useComparedRuns(ids: readonly string[]) {
  const trpc = useTRPC();
  const request = { id: [...ids].sort(), only_fields: FIELDS, search_hidden: true };
  const query = useQuery({
    ...trpc.tasks.get_all_ex.queryOptions(request),
    enabled: ids.length > 0,
    placeholderData: (before) => before,
    ...useLive(
      true,
      ids.flatMap((id) => [`task:${id}`, `scalar:${id}`] as const),
      { gap: 2_000 },
    ),
    select: (data) => documents<Task>(data.tasks),
  });
  const runs = useMemo(() => {
    const byId = new Map(query.data?.map((task) => [task.id, task]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }, [query.data, ids]);
  const active = runs.some((task) => isActive(task.status));
  const missing = query.isSuccess && !query.isPlaceholderData ? ids.length - runs.length : 0;
  return { runs, missing, active, query };
}
