import type { MetricSelector, Series } from "@limpid/event-store/store";
import type { z } from "zod";
import type { Context } from "../platform/context";
import type { Curve, ScalarKey } from "./schema";
import { thinCurves } from "./thinning";

/** Tasks whose whole curves are in memory at once. */
const OWNERS_AT_ONCE = 8;

/** One thinned curve. */
export interface NamedCurve {
  readonly owner: string;
  readonly metric: string;
  readonly variant: string;
  readonly x: z.output<typeof Curve>["x"];
  readonly y: number[];
  readonly x_axis_label?: string;
}

/** The scalar curves of tasks, each task thinned by itself (wire-protocol §8.2, scalar_metrics_iter_histogram). Single values are left out. */
export async function readCurves(
  ctx: Context,
  owners: readonly string[],
  options: { readonly metrics: readonly MetricSelector[]; readonly samples: number; readonly key: ScalarKey },
): Promise<NamedCurve[]> {
  const { metrics, samples } = options;
  const key = options.key === "iter" ? "iter" : "timestamp";
  const found: NamedCurve[] = [];
  for (let start = 0; start < owners.length; start += OWNERS_AT_ONCE) {
    const some = owners.slice(start, start + OWNERS_AT_ONCE);
    const byOwner = new Map<string, Series[]>(some.map((owner) => [owner, []]));
    for (const series of await ctx.events.series({ owners: some, metrics })) byOwner.get(series.owner)?.push(series);
    for (const [owner, series] of byOwner) {
      for (const curve of thinCurves(series, { samples, key })) {
        found.push({ owner, ...curve, x: options.key === "iso_time" ? curve.x.map(isoTime) : curve.x });
      }
    }
  }
  return found;
}

/** The dates that JavaScript knows end here. */
const LAST_DATE = 8.64e15;

/** Milliseconds since 1970 as a date. */
export function isoTime(milliseconds: number): string {
  return new Date(Math.max(-LAST_DATE, Math.min(LAST_DATE, milliseconds))).toISOString();
}

/** `{metric: {variant: …}}` without prototypes, so that users' names cannot meet JavaScript's. */
export class Nested<Leaf> {
  readonly #root: Record<string, Record<string, Leaf>> = Object.create(null);

  /** The leaf of a metric and variant, made when it is new. */
  at(metric: string, variant: string, make: () => Leaf): Leaf {
    let variants = this.#root[metric];
    if (!variants) {
      variants = Object.create(null) as Record<string, Leaf>;
      this.#root[metric] = variants;
    }
    const known = variants[variant];
    if (known !== undefined) return known;
    const leaf = make();
    variants[variant] = leaf;
    return leaf;
  }

  /** What was put together. */
  get document(): Record<string, Record<string, Leaf>> {
    return this.#root;
  }
}
