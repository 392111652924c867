"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/lib/trpc/client";
import { documents } from "@/lib/wire";
import type { Run } from "../query";

export interface Neighbour {
  readonly id: string;
  readonly name: string;
}

/** The runs of the same project that were made just after (previous, as lists show the newest first) and just before (next). */
export function useNeighbours(run: Run, projectId: string): { previous: Neighbour | null; next: Neighbour | null } {
  const trpc = useTRPC();
  const project = projectId === "*" ? {} : { project: [run.project?.id ?? projectId] };
  const request = (newer: boolean) => ({
    ...project,
    created: newer ? [run.created, null] : [null, run.created],
    order_by: [newer ? "created" : "-created", newer ? "id" : "-id"],
    system_tags: ["__$not", "archived"],
    page: 0,
    page_size: 2,
    only_fields: ["name"],
  });
  const options = { staleTime: 60_000, enabled: run.created !== undefined };
  const newer = useQuery({ ...trpc.tasks.get_all_ex.queryOptions(request(true)), ...options });
  const older = useQuery({ ...trpc.tasks.get_all_ex.queryOptions(request(false)), ...options });
  const other = (tasks: unknown) => {
    const found = documents<Run>(tasks).find(({ id }) => id !== run.id);
    return found ? { id: found.id, name: found.name ?? found.id } : null;
  };
  return { previous: other(newer.data?.tasks), next: other(older.data?.tasks) };
}
