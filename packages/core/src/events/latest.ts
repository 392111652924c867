import type { MetricSelector } from "@limpid/event-store/store";
import { z } from "zod";
import type { Context } from "../platform/context";
import type { EventOwner } from "./owners";
import type { WireEvent } from "./schema";
import { readScroll, type ScrollKind, writeScroll } from "./scrolls";
import { MAX_PAGE, wireEvent } from "./wire";

/** The older calls page through one answer; one page holds all of it, so a second one is the end. */
const scroll: ScrollKind<{ done: true }> = { name: "events.latest", state: z.object({ done: z.literal(true) }) };

/** Events of the newest iterations. */
export interface LatestPage {
  readonly events: WireEvent[];
  readonly scroll_id: string;
}

/** The plots or images of the newest iterations of owners, metrics or variants, sorted by task, metric, variant, newest first. */
export async function readLatest(
  ctx: Context,
  query: {
    readonly owners: readonly EventOwner[];
    readonly kind: "plot" | "image";
    readonly iters: number;
    readonly per: "owner" | "metric" | "variant";
    readonly metrics?: readonly MetricSelector[];
    readonly model_events?: boolean | null;
    readonly scroll_id?: string | null;
  },
): Promise<LatestPage> {
  if (query.scroll_id && (await readScroll(ctx, scroll, query.scroll_id)))
    return { events: [], scroll_id: query.scroll_id };
  const events = await ctx.events.latest({
    owners: query.owners.map(({ id }) => id),
    kind: query.kind,
    metrics: query.metrics,
    iters: query.iters,
    per: query.per,
  });
  const sorted = [...events].sort(
    (one, other) =>
      compare(one.owner, other.owner) ||
      compare(one.metric, other.metric) ||
      compare(one.variant, other.variant) ||
      other.iter - one.iter,
  );
  return {
    events: sorted.slice(0, MAX_PAGE).map((event) => wireEvent(event, Boolean(query.model_events))),
    scroll_id: await writeScroll(ctx, scroll, { done: true }),
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
