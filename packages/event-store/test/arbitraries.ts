import fc from "fast-check";
import type { SearchQuery } from "../src/search/query";
import {
  type Batch,
  type Extra,
  type Floor,
  type Kind,
  type LatestQuery,
  type MetricSelector,
  type PruneQuery,
  type Range,
  type RemoveQuery,
  type ScalarRun,
  type ScanQuery,
  type SeriesQuery,
  SINGLE_VALUE_ITER,
  type SummaryQuery,
  type ThinQuery,
  type WindowsQuery,
} from "../src/store";

/*
 * Events and queries from a world so small that identities, timestamps and bounds often meet, with texts whose order by code
 * point differs from JavaScript's and numbers at the edges.
 */

const metric = fc.constantFrom("loss", "loss2", "", "\uffff", "\u{10000}", "a:b");
const variant = fc.constantFrom("train", "test", "");
const key = fc.option(fc.constantFrom("k", "l"), { nil: undefined });
const iter = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -2, max: 9 }) },
  { weight: 1, arbitrary: fc.constant(SINGLE_VALUE_ITER) },
  { weight: 1, arbitrary: fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 40) },
);
const timestamp = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.MAX_SAFE_INTEGER, -1, 1_700_000_000_000) },
);
const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double(), fc.float(), fc.constant(-0));
const text = fc.option(fc.string({ unit: "grapheme", maxLength: 6 }), { nil: undefined });
const extra = fc.option(
  fc
    .dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 })
    // JSON knows no -0.
    .map((fields) => JSON.parse(JSON.stringify(fields)) as Extra),
  { nil: undefined, freq: 4 },
);
/** Lines that patterns meet, with what a terminal does not show. */
const words = fc.constantFrom(
  "loss 0.5",
  "Loss: 0.25",
  "an error",
  "\u001b[31mERR\u001b[0mor",
  "50%\r100%",
  "",
  "\uac00 \u212a",
);
const msg = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.array(words, { minLength: 1, maxLength: 4 }).map((lines) => lines.join("\n")),
);
const pattern: fc.Arbitrary<Pick<SearchQuery, "pattern" | "regex">> = fc.oneof(
  fc.record({ pattern: fc.constantFrom("loss", "error", "0.", "nowhere", "\uac00 k") }),
  fc.record({
    pattern: fc.constantFrom("loss:? 0\\.\\d+", "error|100%", "^$", "(?<=an )e(r+)or$", "."),
    regex: fc.constant(true),
  }),
);

/** All the queries and batches about these owners. */
export function arbitraries(owners: readonly [string, ...string[]]) {
  const owner = fc.constantFrom(...owners);
  const shared = { owner, timestamp, metric, variant, key, worker: text, extra };

  const points = fc.array(fc.tuple(iter, timestamp, value), { maxLength: 8 });
  const hasValue = fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false));
  const run = fc
    .record({ ...{ owner, metric, variant, key, worker: text, x_axis_label: text, extra }, points, hasValue })
    .map(
      ({ points, hasValue, ...shared }): ScalarRun => ({
        ...shared,
        iter: points.map(([at]) => at),
        timestamp: points.map(([, time]) => time),
        ...(hasValue ? { value: points.map(([, , number]) => number) } : {}),
      }),
    );
  const event = fc.oneof(
    fc.record({ ...shared, kind: fc.constant("vector" as const), iter, values: fc.array(value, { maxLength: 4 }) }),
    fc.record({ ...shared, kind: fc.constant("image" as const), iter, url: fc.constantFrom("u", "v", "w", undefined) }),
    fc.record({ ...shared, kind: fc.constant("plot" as const), iter, plot_str: text }),
    fc.record({
      ...{ ...shared, kind: fc.constant("log" as const), iter: fc.option(iter, { nil: undefined }) },
      ...{ level: fc.oneof(text, fc.constantFrom("INFO", "ERROR")), msg: fc.option(msg, { nil: undefined }) },
    }),
  );
  const batch: fc.Arbitrary<Batch> = fc.record({
    scalars: fc.array(run, { maxLength: 4 }),
    events: fc.array(event, { maxLength: 6 }),
  });

  const bound = fc.oneof(fc.integer({ min: -2, max: 12 }), fc.constantFrom(3.5, -1e300, 1e300));
  const range: fc.Arbitrary<Range | undefined> = fc.option(
    fc.record({ gt: bound, gte: bound, lt: bound, lte: bound }, { requiredKeys: [] }),
    { nil: undefined, freq: 2 },
  );
  const selectors: fc.Arbitrary<MetricSelector[] | undefined> = fc.option(
    fc.array(fc.record({ metric, variants: fc.option(fc.array(variant, { maxLength: 2 }), { nil: undefined }) }), {
      maxLength: 3,
    }),
    { nil: undefined },
  );
  const kinds = fc.option(fc.subarray<Kind>(["scalar", "vector", "image", "plot", "log"]), { nil: undefined });
  const some = fc.subarray([...owners]);
  const floors: fc.Arbitrary<Floor[]> = fc.array(
    fc.record({ metric, variant, iter: fc.integer({ min: -2, max: 9 }) }),
    {
      maxLength: 3,
    },
  );
  const flag = fc.option(fc.boolean(), { nil: undefined });

  const scan: fc.Arbitrary<ScanQuery> = fc.record({
    owner,
    kind: fc.constantFrom<Kind>("scalar", "scalar", "vector", "image", "plot", "log"),
    metrics: selectors,
    order: fc.constantFrom("iter", "timestamp"),
    direction: fc.constantFrom("asc", "desc"),
    limit: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(1000)),
    iter: range,
    timestamp: range,
    floors: fc.option(floors, { nil: undefined }),
    wholeTimestamps: flag,
    total: flag,
    bodies: flag,
  });
  const position = fc
    .record({ iter, metric, variant })
    .chain(({ iter, metric, variant }) => fc.constantFrom({ iter }, { iter, metric }, { iter, metric, variant }));
  const latest: fc.Arbitrary<LatestQuery> = fc.record({
    owners: some,
    kind: fc.constantFrom("vector", "image", "plot"),
    metrics: selectors,
    iters: fc.integer({ min: 1, max: 3 }),
    per: fc.constantFrom("owner", "metric", "variant"),
    iter: range,
    nearest: fc.constantFrom("newest", "oldest", undefined),
    floors: fc.option(fc.record({ [owners[0]]: floors }), { nil: undefined }),
    bodies: flag,
  });
  const series: fc.Arbitrary<SeriesQuery> = fc.record({
    owners: some,
    metrics: selectors,
    iter: range,
    single: fc.constantFrom("exclude", "only", undefined),
    last: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  });
  const windows: fc.Arbitrary<WindowsQuery> = fc.record({
    owners: some,
    metrics: selectors,
    axis: fc.constantFrom("iter", "timestamp"),
    range,
    buckets: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(1000)),
  });
  const summary: fc.Arbitrary<SummaryQuery> = fc.record({ owners: some, kinds, metrics: selectors, urls: flag });
  const removal: fc.Arbitrary<RemoveQuery> = fc.record({
    owners: some,
    kinds,
    metrics: selectors,
    exceptMetrics: fc.option(fc.array(metric, { maxLength: 2 }), { nil: undefined }),
    before: fc.option(fc.integer({ min: 0, max: 13 }), { nil: undefined }),
  });
  const thinning: fc.Arbitrary<ThinQuery> = fc.record({ owners: some, points: fc.integer({ min: 4, max: 9 }) });
  const pruning: fc.Arbitrary<PruneQuery> = fc.record({
    owners: some,
    kinds: fc.subarray(["vector", "image", "plot"] as const),
    iters: fc.integer({ min: 1, max: 3 }),
  });
  const search: fc.Arbitrary<SearchQuery> = fc
    .record({
      owner,
      pattern,
      matchCase: flag,
      level: fc.option(fc.constantFrom("INFO", "ERROR"), { nil: undefined, freq: 4 }),
      direction: fc.constantFrom("asc", "desc"),
      limit: fc.integer({ min: 1, max: 4 }),
      context: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
      count: flag,
    })
    .map(({ pattern, ...query }) => ({ ...query, ...pattern }));
  return { batch, scan, position, latest, series, windows, summary, removal, thinning, pruning, search };
}
