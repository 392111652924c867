import type { Kind, MetricSelector, StoredEvent } from "@limpid/event-store/store";
import type { z } from "zod";
import type { EventType, MetricVariants, WireEvent } from "./schema";

/** The store's kind of an event type. */
export const KINDS = {
  training_stats_scalar: "scalar",
  training_stats_vector: "vector",
  training_debug_image: "image",
  plot: "plot",
  log: "log",
} as const satisfies Record<EventType, Kind>;

const TYPES = {
  scalar: "training_stats_scalar",
  vector: "training_stats_vector",
  image: "training_debug_image",
  plot: "plot",
  log: "log",
} as const satisfies Record<Kind, EventType>;

/** A stored event as clients know it. @param modelEvent its owner is a model */
export function wireEvent({ kind, owner, extra, ...fields }: StoredEvent, modelEvent: boolean): WireEvent {
  const event = { ...extra, ...fields, type: TYPES[kind], task: owner, model_event: modelEvent };
  if ((event as { iter?: number | null }).iter == null) delete (event as { iter?: number }).iter;
  return event;
}

/** Metrics of a request as the store takes them; none or an empty list means all. */
export function selectors(metrics: readonly z.output<typeof MetricVariants>[] | null | undefined): MetricSelector[] {
  return (metrics ?? []).map(({ metric, variants }) => ({ metric, ...(variants?.length ? { variants } : {}) }));
}

/** Most events that one page holds (wire-protocol §8.2, "Caps"). */
export const MAX_PAGE = 10_000;

/** The page size that was asked for, within {@link MAX_PAGE}; none below zero. */
export function pageSize(asked: number | null | undefined, standard: number): number {
  return Math.min(Math.max(asked ?? standard, 0), MAX_PAGE);
}
