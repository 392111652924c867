"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { useRun, useRunLive } from "../run-context";
import type { SampleEvent, SampleName } from "./samples";

/** One variant's sample in the newest iteration at or before `iteration` (null: the newest), and ways to its neighbours in time. */
export function useImageSample({ metric, variant }: SampleName, iteration: number | null) {
  const trpc = useTRPC();
  const api = useTRPCClient();
  const { id: task } = useRun();
  const live = useRunLive("image");
  const query = useQuery({
    ...trpc.events.get_debug_image_sample.queryOptions({
      task,
      metric,
      variant,
      navigate_current_metric: true,
      ...(iteration === null ? {} : { iteration }),
    }),
    placeholderData: keepPreviousData,
    ...live,
    ...(iteration === null ? live : {}),
  });
  const event = (query.data?.event ?? null) as SampleEvent | null;
  return {
    event,
    min: query.data?.min_iteration ?? null,
    max: query.data?.max_iteration ?? null,
    pending: query.isPending,
    error: query.data ? null : query.error,
    retry: () => void query.refetch(),
    /** The iteration of the same variant after (1) or before (-1) the one that is shown; null at an end. */
    neighbour: async (step: 1 | -1): Promise<number | null> => {
      if (!event) return null;
      if (step === -1) {
        const earlier = await api.events.get_debug_image_sample.query({
          task,
          metric,
          variant,
          iteration: event.iter - 1,
        });
        return (earlier.event as SampleEvent | null)?.iter ?? null;
      }
      // The wire goes on by iterations of the metric: those in which this variant is missing are passed over.
      const scroll_id = query.data?.scroll_id;
      for (let hops = 0; scroll_id && hops < 200; hops++) {
        const next = await api.events.next_debug_image_sample.query({
          task,
          scroll_id,
          navigate_earlier: false,
          next_iteration: true,
        });
        const found = next.event as SampleEvent | null;
        if (!found) return null;
        const same = await api.events.get_debug_image_sample.query({ task, metric, variant, iteration: found.iter });
        const iter = (same.event as SampleEvent | null)?.iter;
        if (iter !== undefined && iter > event.iter) return iter;
      }
      return null;
    },
  };
}
