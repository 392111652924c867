"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { documents } from "@/lib/wire";
import { useRun, useRunLive } from "../run-context";

/** A plot event. */
export interface PlotEvent {
  readonly metric: string;
  readonly variant: string;
  readonly iter: number;
  readonly timestamp: number;
  readonly plot_str?: string;
}

/** One plot of a metric in the newest iteration at or before `iteration` (null: the newest), and ways to its neighbours in time. */
export function usePlotSample(metric: string, variant: string, iteration: number | null) {
  const trpc = useTRPC();
  const api = useTRPCClient();
  const { id: task } = useRun();
  const live = useRunLive("plot");
  const query = useQuery({
    ...trpc.events.get_plot_sample.queryOptions({
      task,
      metric,
      navigate_current_metric: true,
      ...(iteration === null ? {} : { iteration }),
    }),
    placeholderData: keepPreviousData,
    ...live,
    ...(iteration === null ? live : {}),
  });
  const events = documents<PlotEvent>(query.data?.events);
  const shown = events.find((event) => event.variant === variant);
  return {
    plot: shown,
    iteration: events[0]?.iter ?? null,
    min: query.data?.min_iteration ?? null,
    max: query.data?.max_iteration ?? null,
    pending: query.isPending,
    error: query.data ? null : query.error,
    retry: () => void query.refetch(),
    /** The iteration after (1) or before (-1) the one that is shown; null at an end. */
    neighbour: async (step: 1 | -1): Promise<number | null> => {
      const scroll_id = query.data?.scroll_id;
      if (!scroll_id) return null;
      const next = await api.events.next_plot_sample.query({
        task,
        scroll_id,
        navigate_earlier: step === -1,
        next_iteration: true,
      });
      return documents<PlotEvent>(next.events)[0]?.iter ?? null;
    },
  };
}
