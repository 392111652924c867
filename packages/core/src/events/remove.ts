import type { EventStore, PlotEvent } from "@limpid/event-store/store";
import type { Context } from "../platform/context";
import { tellEvents } from "./tell";
import { MAX_PAGE } from "./wire";

/** Deletes all events of tasks or models, and tells how many. Call after the commit: the store is not part of the transaction. */
export async function removeEvents(
  ctx: Pick<Context, "events" | "changes" | "identity">,
  ownerIds: readonly string[],
): Promise<number> {
  if (ownerIds.length === 0) return 0;
  const removed = await ctx.events.remove({ owners: [...ownerIds] });
  tellEvents(ctx, ownerIds);
  return removed;
}

/** Addresses of files that the events of these tasks or models point to: debug images, and images inside figures (wire-protocol §7.5). */
export async function eventUrls(ctx: Pick<Context, "events">, ownerIds: readonly string[]): Promise<string[]> {
  if (ownerIds.length === 0) return [];
  const found = new Set<string>();
  const images = await ctx.events.summarize({ owners: ownerIds, kinds: ["image"], urls: true });
  for (const { urls } of images) for (const { url } of urls ?? []) found.add(url);
  const withPlots = await ctx.events.summarize({ owners: ownerIds, kinds: ["plot"] });
  for (const owner of new Set(withPlots.map(({ owner }) => owner))) {
    for await (const plot of plots(ctx.events, owner)) {
      const urls = plot.extra?.source_urls;
      if (Array.isArray(urls)) for (const url of urls) if (typeof url === "string") found.add(url);
    }
  }
  return [...found];
}

async function* plots(store: EventStore, owner: string): AsyncGenerator<PlotEvent> {
  let after: string | undefined;
  for (;;) {
    const page = await store.scan({
      owner,
      kind: "plot",
      order: "iter",
      direction: "asc",
      limit: MAX_PAGE,
      after,
      bodies: false,
    });
    for (const event of page.events) yield event as PlotEvent;
    if (page.events.length === 0 || page.next === null) return;
    after = page.next;
  }
}
