import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { md5 } from "../platform/ids";

/** Pairs of metric and variant that one task or model keeps last values of; further ones are stored as events only (wire-protocol §7.6). */
export const MAX_PAIRS = 2000;

/** What the points of one metric and variant in one batch come to. Fed in order of arrival. */
export class PairSummary {
  value = 0;
  min_value = Number.POSITIVE_INFINITY;
  min_value_iteration = 0;
  max_value = Number.NEGATIVE_INFINITY;
  max_value_iteration = 0;
  first_value = 0;
  first_value_iteration = Number.POSITIVE_INFINITY;
  sum_value = 0;
  count = 0;
  x_axis_label: string | undefined;
  #iter = Number.NEGATIVE_INFINITY;
  #timestamp = Number.NEGATIVE_INFINITY;

  constructor(
    readonly metric: string,
    readonly variant: string,
  ) {}

  /** The highest (iteration, timestamp) is the last value, of equals the later one; the lowest iteration the first (wire-protocol §7.6). */
  add(iter: number, timestamp: number, value: number, xAxisLabel: string | undefined): void {
    if (iter > this.#iter || (iter === this.#iter && timestamp >= this.#timestamp)) {
      this.#iter = iter;
      this.#timestamp = timestamp;
      this.value = value;
      if (xAxisLabel !== undefined) this.x_axis_label = xAxisLabel;
    }
    if (value < this.min_value) {
      this.min_value = value;
      this.min_value_iteration = iter;
    }
    if (value > this.max_value) {
      this.max_value = value;
      this.max_value_iteration = iter;
    }
    if (iter < this.first_value_iteration) {
      this.first_value = value;
      this.first_value_iteration = iter;
    }
    this.sum_value += value;
    this.count++;
  }
}

/** What one batch says about a task or model, besides its events. */
export interface OwnerSummary {
  readonly id: string;
  readonly model: boolean;
  /** Highest iteration that counts for `last_iteration`; null when there is none. */
  readonly iter: number | null;
  /** Newest timestamp (ms) of each metric and event type. */
  readonly stats: ReadonlyMap<string, Readonly<Record<string, number>>>;
  readonly pairs: Iterable<PairSummary>;
}

/**
 * Counts a batch of events that has been stored: last_metrics, metric_stats, last_iteration, last_update and active_duration of each owner,
 * in one statement (wire-protocol §7.6, §8.1). The only writer of `last_metrics` beside {@link clearLastMetrics}.
 * @returns owners that were deleted meanwhile.
 */
export async function countEvents(ctx: Context, owners: readonly OwnerSummary[]): Promise<string[]> {
  const heads = owners.map(({ id, model, iter, stats }) => ({ id, model, iter, stats: metricStats(stats) }));
  const pairs = owners.flatMap(({ id, pairs }) => Array.from(pairs, (pair) => pairRow(id, pair)));
  const [row] = await ctx.db.$queryRaw<Array<{ gone: string[] }>>(Prisma.sql`
    SELECT count_events(${ctx.now().toISOString()}::timestamptz, ${JSON.stringify(heads)}::json, ${JSON.stringify(pairs)}::json,
      ${MAX_PAIRS}::integer) AS gone`);
  return row?.gone ?? [];
}

function pairRow(owner: string, pair: PairSummary): object {
  return { owner, metric_hash: nameHash(pair.metric), variant_hash: nameHash(pair.variant), ...pair };
}

function metricStats(stats: OwnerSummary["stats"]): object {
  return Object.fromEntries(
    Array.from(stats, ([metric, types]) => [
      nameHash(metric),
      {
        metric,
        event_stats_by_type: Object.fromEntries(
          Object.entries(types).map(([type, last_update]) => [type, { last_update }]),
        ),
      },
    ]),
  );
}

const hashes = new Map<string, string>();

/** {@link md5} with a memory: the same few names come with every batch. */
function nameHash(name: string): string {
  const known = hashes.get(name);
  if (known) return known;
  const hash = md5(name);
  if (hashes.size >= 10_000) hashes.clear();
  if (name.length <= 200) hashes.set(name, hash);
  return hash;
}

/** Forgets the last metrics of tasks or models that are reset or deleted. */
export async function clearLastMetrics(tx: Context, ownerIds: readonly string[]): Promise<void> {
  if (ownerIds.length === 0) return;
  // a project has more owners than a statement may have parameters
  await tx.db.$executeRaw(Prisma.sql`DELETE FROM last_metrics WHERE owner = ANY(${[...ownerIds]}::text[])`);
}
