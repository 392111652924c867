import type { Kind } from "@limpid/event-store/store";
import type { Context } from "../platform/context";
import type { EventOwner } from "./owners";

/** Metrics and their variants of any of the owners, both sorted by code point. */
export async function variantsByMetric(
  ctx: Context,
  owners: readonly EventOwner[],
  kinds: readonly Kind[],
): Promise<Map<string, string[]>> {
  const found = await ctx.events.summarize({ owners: owners.map(({ id }) => id), kinds });
  const metrics = new Map<string, Set<string>>();
  for (const { metric, variant } of found) {
    const variants = metrics.get(metric);
    if (variants) variants.add(variant);
    else metrics.set(metric, new Set([variant]));
  }
  return new Map([...metrics.keys()].sort().map((metric) => [metric, [...(metrics.get(metric) ?? [])].sort()]));
}
