/**
 * The one interface to the time series of runs. Engines: `postgres/engine.ts` and `elasticsearch/engine.ts`; each passes
 * `test/conformance.ts`.
 * The store knows owners (a task or a model, an opaque id), not what they are; field names are the wire's (wire-protocol §8.1).
 */

import type { SearchPage, SearchQuery } from "./search/query";

/** What an event is: one number, a list of numbers, an image's address, a figure, a console line. */
export type Kind = "scalar" | "vector" | "image" | "plot" | "log";

/** The iteration under which single values (`report_single_value`) are kept; no point of a curve has it. */
export const SINGLE_VALUE_ITER = -2147483648;

/** Fields beyond the named ones, kept and given back as they came (JSON values). */
export type Extra = Readonly<Record<string, unknown>>;

/** What all events have. Integers are JavaScript-safe; texts hold no NUL. */
interface EventBase {
  /** At most 255 characters. */
  readonly owner: string;
  /** Only logs may go without. */
  readonly iter?: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly metric: string;
  readonly variant: string;
  readonly worker?: string;
  /** Part of the identity when present (wire-protocol §8.1). */
  readonly key?: string;
  readonly extra?: Extra;
}

export interface ScalarEvent extends EventBase {
  readonly kind: "scalar";
  readonly iter: number;
  /** Absent when the event came without one. */
  readonly value?: number;
  readonly x_axis_label?: string;
}
export interface VectorEvent extends EventBase {
  readonly kind: "vector";
  readonly iter: number;
  readonly values: readonly number[];
}
export interface ImageEvent extends EventBase {
  readonly kind: "image";
  readonly iter: number;
  readonly url?: string;
}
export interface PlotEvent extends EventBase {
  readonly kind: "plot";
  readonly iter: number;
  /** Absent when the event came without one, or was read with `bodies: false`. */
  readonly plot_str?: string;
}
export interface LogEvent extends EventBase {
  readonly kind: "log";
  readonly level?: string;
  readonly msg?: string;
}

/** An event whole, as it was appended. */
export type StoredEvent = ScalarEvent | VectorEvent | ImageEvent | PlotEvent | LogEvent;

/**
 * Points of one curve in the order of arrival (the fast path of scalars): three columns of equal length and what all
 * points share. Without `value` they are events without a value: `scan` gives them back, `series` has no point for them.
 */
export interface ScalarRun {
  readonly owner: string;
  readonly metric: string;
  readonly variant: string;
  readonly key?: string;
  readonly worker?: string;
  readonly x_axis_label?: string;
  readonly extra?: Extra;
  readonly iter: ArrayLike<number>;
  readonly timestamp: ArrayLike<number>;
  readonly value?: ArrayLike<number>;
}

/** One batch: whole or not at all. Within `scalars` and within `events` a later entry of one identity wins. */
export interface Batch {
  readonly scalars?: readonly ScalarRun[];
  readonly events?: readonly (VectorEvent | ImageEvent | PlotEvent | LogEvent)[];
}

/** A metric, whole (no or empty `variants`) or some of its variants. */
export interface MetricSelector {
  readonly metric: string;
  readonly variants?: readonly string[];
}

/** Bounds, each optional; `gt`/`lt` exclusive, `gte`/`lte` inclusive. */
export interface Range {
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
}

/** Hides a variant's events below an iteration (recycled image files, wire-protocol §8.2). */
export interface Floor {
  readonly metric: string;
  readonly variant: string;
  /** The first iteration that is shown. */
  readonly iter: number;
}

/**
 * A place in the order `iter`, `metric`, `variant` (code-point order): reading goes on strictly behind it. Without
 * `variant` behind all variants of that metric and iteration, without `metric` behind the whole iteration.
 */
export interface Position {
  readonly iter: number;
  readonly metric?: string;
  readonly variant?: string;
}

export interface ScanQuery {
  readonly owner: string;
  readonly kind: Kind;
  /** None or empty: all. */
  readonly metrics?: readonly MetricSelector[];
  /**
   * `iter`: by iteration, metric, variant, key (logs: by timestamp always). `timestamp`: by time, then logs in order
   * of arrival, others by metric, variant, key, iteration. `desc` is the exact reverse of `asc`.
   */
  readonly order: "iter" | "timestamp";
  readonly direction: "asc" | "desc";
  /** Events at most (0: none, for the total alone). */
  readonly limit: number;
  /** `next` of the page before, or a place (order `iter` only). */
  readonly after?: string | Position;
  readonly iter?: Range;
  readonly timestamp?: Range;
  readonly floors?: readonly Floor[];
  /** Order `timestamp`: all events that share the last one's timestamp come along, beyond `limit` (get_task_log). */
  readonly wholeTimestamps?: boolean;
  /** Counts all events of owner, kind and metrics, whatever the ranges, floors and cursor. */
  readonly total?: boolean;
  /** False leaves `plot_str` out (listing without loading). */
  readonly bodies?: boolean;
}

export interface Page {
  readonly events: readonly StoredEvent[];
  /** Where to go on; of an empty page the cursor it was asked with, null when there was none. */
  readonly next: string | null;
  /** Null unless asked for. */
  readonly total: number | null;
}

export interface LatestQuery {
  readonly owners: readonly string[];
  readonly kind: "vector" | "image" | "plot";
  readonly metrics?: readonly MetricSelector[];
  /** Distinct iterations at most in each group. */
  readonly iters: number;
  /** The group whose iterations are counted: an owner, an owner's metric, or an owner's metric and variant. */
  readonly per: "owner" | "metric" | "variant";
  /** Only iterations in here: a scroll's window asks `{lt: oldest shown}`, or `{gt: newest shown}` with `nearest: "oldest"`. */
  readonly iter?: Range;
  /** Which end of the range the iterations are taken from; default `newest`. */
  readonly nearest?: "newest" | "oldest";
  /** By owner: what is hidden. */
  readonly floors?: Readonly<Record<string, readonly Floor[]>>;
  readonly bodies?: boolean;
}

export interface SeriesQuery {
  readonly owners: readonly string[];
  readonly metrics?: readonly MetricSelector[];
  readonly iter?: Range;
  /** `exclude` (default): curves without single values; `only`: just those (one point a variant). */
  readonly single?: "exclude" | "only";
  /** Only this many last points (by iteration) of each variant. */
  readonly last?: number;
}

/** One curve, ascending by iteration, last write wins; one point an iteration, more only where keys differ. */
export interface Series {
  readonly owner: string;
  readonly metric: string;
  readonly variant: string;
  readonly iter: Float64Array;
  readonly timestamp: Float64Array;
  readonly value: Float64Array;
  /** Of the last point that has one. */
  readonly x_axis_label?: string;
}

/** What a curve is ordered by. */
export type Axis = "iter" | "timestamp";

export interface WindowsQuery {
  readonly owners: readonly string[];
  readonly metrics?: readonly MetricSelector[];
  readonly axis: Axis;
  /** Only points whose place on the axis is in here. */
  readonly range?: Range;
  /** Stretches of a curve at most, 1 or more. */
  readonly buckets: number;
  /** The ends of what the buckets divide, so that all curves are cut at the same places; default each curve's own ends. */
  readonly grid?: { readonly low: number; readonly high: number };
  /** Stretches of all curves together at most; where these are many, each gets its share of them (1 at least). */
  readonly total?: number;
}

/**
 * One curve in stretches, as columns. Its points, ascending by place on the axis, then by iteration, then by key, are cut where
 * the axis comes to the next of equally wide buckets, or up to one stored bin behind it; each entry tells exactly what the
 * next `count` of them are. Where there are no more points than buckets, each is a stretch of its own.
 */
export interface Windows {
  readonly owner: string;
  readonly metric: string;
  readonly variant: string;
  /** Places of the first and the last point. */
  readonly first: Float64Array;
  readonly last: Float64Array;
  readonly count: Float64Array;
  /** As floats add up, in any order. */
  readonly sum: Float64Array;
  /** Of the values that are numbers; NaN where none is. -0 counts as 0. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Of the last point, by iteration and key, that has one. */
  readonly x_axis_label?: string;
}

export interface SummaryQuery {
  readonly owners: readonly string[];
  /** None: all kinds. */
  readonly kinds?: readonly Kind[];
  readonly metrics?: readonly MetricSelector[];
  /** Fills `urls` of images. */
  readonly urls?: boolean;
}

/** Which iterations carry one image address: enough for both rules of recycled files (wire-protocol §8.2). */
export interface UrlUse {
  readonly url: string;
  readonly count: number;
  readonly max_iter: number;
  /** The second newest iteration, if there are two. */
  readonly previous_iter?: number;
}

/** One owner's kind, metric and variant; sorted by owner, kind, metric, variant (code-point order). */
export interface Summary {
  readonly owner: string;
  readonly kind: Kind;
  readonly metric: string;
  readonly variant: string;
  /** Events after overwriting, the single value included. */
  readonly count: number;
  /** A single value is there. */
  readonly single: boolean;
  /** Without single values; absent when there is nothing else, and for logs without iteration. */
  readonly min_iter?: number;
  readonly max_iter?: number;
  readonly last_timestamp: number;
  /** Newest use first; asked for, images only. */
  readonly urls?: readonly UrlUse[];
}

export interface OwnersQuery {
  /** Only owners behind this one (code-point order). */
  readonly after?: string;
  readonly limit: number;
}

/** Scalars of one owner with every field, for copying. */
export interface RunsQuery {
  readonly owner: string;
  /** `next` of the page before. */
  readonly after?: string;
  /** Points of a page, about. */
  readonly points: number;
}

/**
 * Sorted by metric, variant, key and iteration, single values in runs of their own. Points that differ in what a run
 * shares are in different runs; no iteration of a curve comes twice.
 */
export interface RunsPage {
  readonly runs: readonly ScalarRun[];
  /** Where to go on; null when there is no more. */
  readonly next: string | null;
}

export interface RemoveQuery {
  readonly owners: readonly string[];
  /** None: all kinds. */
  readonly kinds?: readonly Kind[];
  readonly metrics?: readonly MetricSelector[];
  /** Metrics to spare. */
  readonly exceptMetrics?: readonly string[];
  /** Only events with a timestamp below. */
  readonly before?: number;
}

/** What events of one owner and kind take up. */
export interface Usage {
  readonly owner: string;
  readonly kind: Kind;
  /** Events as they are stored: what was overwritten counts until it is merged away. */
  readonly events: number;
  /** Of their contents, compressed; without what the engine needs to find them. */
  readonly bytes: number;
}

export interface ThinQuery {
  readonly owners: readonly string[];
  /** Points at most of each curve (metric, variant and key), at least 4. */
  readonly points: number;
  /** Changes nothing and says what would go at least, by counts and sizes of pieces alone. */
  readonly dryRun?: boolean;
}

export interface PruneQuery {
  readonly owners: readonly string[];
  readonly kinds: readonly ("vector" | "image" | "plot")[];
  /** Newest iterations of each kind, metric and variant that stay. */
  readonly iters: number;
  /** Changes nothing and says what would go. */
  readonly dryRun?: boolean;
}

/** What compaction did. */
export interface CompactionResult {
  /** Curves rewritten. */
  readonly series: number;
  readonly chunksBefore: number;
  readonly chunksAfter: number;
}

export interface Health {
  readonly engine: "postgresql" | "elasticsearch";
  readonly ok: boolean;
  /** The cause when not ok, for an operator. */
  readonly reason?: string;
}

/**
 * Reads see every append that resolved before they began. All methods may run at once, from several processes.
 * Rejections: EventInputError, CursorError and PatternError for the caller's mistakes, UnavailableError when the engine cannot be
 * reached or takes no writes, the driver's own errors otherwise.
 */
export interface EventStore {
  /** Creates or upgrades what the engine needs; safe when several processes do it at once. Call before all else. */
  ready(): Promise<void>;
  /** Resolves when the batch is durable and readable. Rejects without having stored any of it. */
  append(batch: Batch): Promise<void>;
  /** Events of one owner and kind in order, a page at a time. */
  scan(query: ScanQuery): Promise<Page>;
  /** The events of the newest (or next) iterations, sorted by owner, iteration descending, metric, variant. */
  latest(query: LatestQuery): Promise<readonly Exclude<StoredEvent, ScalarEvent | LogEvent>[]>;
  /** Whole curves as columns, sorted by owner, metric, variant; variants without a point are left out. */
  series(query: SeriesQuery): Promise<readonly Series[]>;
  /**
   * Curves for charts, without single values: sorted as by `series`, which it agrees with. Reads in proportion to the buckets
   * where curves are compacted, whatever their length.
   */
  windows(query: WindowsQuery): Promise<readonly Windows[]>;
  /** What is there: metrics, variants, counts and bounds, without reading values. */
  summarize(query: SummaryQuery): Promise<readonly Summary[]>;
  /** Owners that have events, in code-point order. */
  owners(query: OwnersQuery): Promise<readonly string[]>;
  /** An owner's scalars as they were appended, less what was overwritten; a page at a time. */
  runs(query: RunsQuery): Promise<RunsPage>;
  /**
   * Whole-log search in one owner's console lines.
   * @throws PatternError
   */
  search(query: SearchQuery): Promise<SearchPage>;
  /** Deletes and says how many events. */
  remove(query: RemoveQuery): Promise<number>;
  /** What these owners take up, sorted by owner and kind. Never reads what events hold. */
  usage(owners: readonly string[]): Promise<readonly Usage[]>;
  /**
   * Down-samples curves that have more points than that. A curve of n points, ascending by iteration, is cut into b = ⌊points / 4⌋
   * buckets, point i into bucket ⌊i · b / n⌋; of each bucket the first, the last, the lowest and the highest point stay (of equal
   * ones the first; what has no value or NaN is neither), as they were reported. Single values stay. So a second time changes
   * nothing. Whole for each owner; points that come meanwhile stay. @returns what went, by owner
   */
  thin(query: ThinQuery): Promise<readonly Usage[]>;
  /** Deletes all but the newest iterations, whole for each owner. @returns what went, by owner and kind */
  prune(query: PruneQuery): Promise<readonly Usage[]>;
  /** Rewrites small pieces into large, sorted, compressed ones; also runs by itself. One owner, or all that need it. */
  compact(owner?: string): Promise<CompactionResult>;
  health(): Promise<Health>;
  /** Finishes what was accepted, then disconnects. */
  close(): Promise<void>;
}

/** Input that no engine can keep: NUL in a text, an unsafe integer, columns of unequal length, too long an owner. */
export class EventInputError extends Error {
  override readonly name = "EventInputError";
  /** @param field the wire name of the field at fault */
  constructor(
    readonly field: string,
    problem: string,
  ) {
    super(`${field} ${problem}`);
  }
}

/** The engine cannot be reached, or takes no writes now; the message says why, for an operator. Later it may go. */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";
}

/** A cursor that this query did not make (wire-protocol §8.2: 400/1104). */
export class CursorError extends Error {
  override readonly name = "CursorError";
  constructor() {
    super("the cursor does not belong to this query");
  }
}
