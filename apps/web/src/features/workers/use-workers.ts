"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { documents, type Worker } from "@/lib/wire";
import { LOAD_ITEMS, loadsOf } from "./stats";

/** Seconds that the last measurement may be old. */
const RECENT = 900;

/** The living workers. One that falls silent ends by time alone. */
export function useWorkers() {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.workers.get_all.queryOptions({}),
    ...useLive(true, ["worker"], { gap: 3_000, silent: 30_000 }),
  });
  const workers = useMemo(() => documents<Worker>(query.data?.workers), [query.data]);
  return { workers, query };
}

/** How busy each machine is. */
export function useLoads() {
  const trpc = useTRPC();
  // Whole minutes: the same is asked for until one has passed.
  const to_date = Math.ceil(Date.now() / 60_000) * 60;
  const query = useQuery({
    ...trpc.workers.get_stats.queryOptions({
      from_date: to_date - RECENT,
      to_date,
      interval: 60,
      items: LOAD_ITEMS.map(({ key }) => ({ key })),
      split_by_resource: true,
    }),
    placeholderData: (before) => before,
    ...useLive(false, ["worker"], { gap: 10_000, silent: 60_000 }),
  });
  return useMemo(() => loadsOf(query.data?.workers ?? []), [query.data]);
}
