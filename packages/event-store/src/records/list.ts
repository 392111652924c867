import { type Place, readPlace, writeCursor } from "../cursor";
import { contains, floorOf, selects } from "../ranges";
import type { Extra, ImageEvent, LatestQuery, PlotEvent, ScanQuery, Summary, UrlUse, VectorEvent } from "../store";
import { compareText } from "../text-order";

export type RecordKind = "vector" | "image" | "plot";
export type RecordEvent = VectorEvent | ImageEvent | PlotEvent;

/** A vector, an image or a plot without its body. */
export interface RecordHead {
  readonly owner: string;
  readonly kind: RecordKind;
  readonly iter: number;
  readonly timestamp: number;
  readonly metric: string;
  readonly variant: string;
  /** Empty when there is none. */
  readonly key: string;
  readonly worker?: string;
  readonly url?: string;
  readonly extra?: Extra;
}

/** What makes two records the same (wire-protocol §8.1). */
export const recordIdentity = ({ kind, iter, metric, variant, key }: RecordHead): string =>
  JSON.stringify([kind, iter, metric, variant, key]);

/** The event of a head. @param body what codec/body.ts gave; undefined when it was not asked for or there is none */
export function recordEvent({ kind, key, url, ...shared }: RecordHead, body?: string | number[]): RecordEvent {
  const common = { ...shared, ...(key === "" ? {} : { key }) };
  if (kind === "vector") return { kind, ...common, values: Array.isArray(body) ? body : [] };
  if (kind === "image") return { kind, ...common, ...(url === undefined ? {} : { url }) };
  return { kind, ...common, ...(typeof body === "string" ? { plot_str: body } : {}) };
}

type Order = "iter" | "timestamp";

/** Compares as far as a place says something: one without a variant stands for all variants. */
function compareToPlace(head: RecordHead, place: Exclude<Place, { order: "arrival" }>): number {
  if (place.order === "timestamp") {
    return head.timestamp - place.timestamp || compareTexts(head, place) || head.iter - place.iter;
  }
  return head.iter - place.iter || compareTexts(head, place);
}

function compareTexts(
  head: RecordHead,
  { metric, variant, key }: { readonly metric?: string; readonly variant?: string; readonly key?: string },
): number {
  if (metric === undefined) return 0;
  const difference = compareText(head.metric, metric);
  if (difference !== 0 || variant === undefined) return difference;
  return compareText(head.variant, variant) || (key === undefined ? 0 : compareText(head.key, key));
}

const placeOf = ({ iter, timestamp, metric, variant, key }: RecordHead, order: Order): Place =>
  order === "iter" ? { order, iter, metric, variant, key } : { order, timestamp, metric, variant, key, iter };

/** One owner's records of one kind, for EventStore.scan. */
export function scanHeads<Head extends RecordHead>(
  heads: readonly Head[],
  query: ScanQuery,
): { readonly heads: readonly Head[]; readonly next: string | null; readonly total: number | null } {
  const { order, after, limit, wholeTimestamps } = query;
  const step = query.direction === "asc" ? 1 : -1;
  const place = readPlace(after, order);
  const isSelected = selects(query.metrics);
  const floor = floorOf(query.floors);
  const all = heads.filter(({ metric, variant }) => isSelected(metric, variant));
  const shown = all
    .filter(
      (head) =>
        contains(query.iter, head.iter) &&
        contains(query.timestamp, head.timestamp) &&
        head.iter >= floor(head.metric, head.variant) &&
        (place === undefined || place.order === "arrival" || step * compareToPlace(head, place) > 0),
    )
    .sort((one, other) => {
      const byPlace =
        order === "iter"
          ? one.iter - other.iter || compareTexts(one, other)
          : one.timestamp - other.timestamp || compareTexts(one, other) || one.iter - other.iter;
      return step * byPlace;
    });
  let end = Math.min(limit, shown.length);
  if (wholeTimestamps && order === "timestamp" && end > 0) {
    while (end < shown.length && shown[end]?.timestamp === shown[end - 1]?.timestamp) end++;
  }
  const last = shown[end - 1];
  return {
    heads: shown.slice(0, end),
    next: last ? writeCursor(placeOf(last, order)) : typeof after === "string" ? after : null,
    total: query.total ? all.length : null,
  };
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
}

const groupKeys = {
  owner: ({ owner }: RecordHead) => owner,
  metric: ({ owner, metric }: RecordHead) => `${owner}\0${metric}`,
  variant: ({ owner, metric, variant }: RecordHead) => `${owner}\0${metric}\0${variant}`,
} as const;

/** Distinct, descending. */
const iterationsOf = (heads: readonly RecordHead[]): number[] =>
  [...new Set(heads.map(({ iter }) => iter))].sort((one, other) => other - one);

/** Records of one kind, for EventStore.latest. */
export function latestHeads<Head extends RecordHead>(heads: readonly Head[], query: LatestQuery): Head[] {
  const isSelected = selects(query.metrics);
  const floors = new Map(Object.entries(query.floors ?? {}).map(([owner, hidden]) => [owner, floorOf(hidden)]));
  const shown = heads.filter(
    ({ owner, metric, variant, iter }) =>
      isSelected(metric, variant) &&
      contains(query.iter, iter) &&
      iter >= (floors.get(owner)?.(metric, variant) ?? -Infinity),
  );
  return groupBy(shown, groupKeys[query.per])
    .flatMap((group) => {
      const iterations = iterationsOf(group);
      const chosen = query.nearest === "oldest" ? iterations.slice(-query.iters) : iterations.slice(0, query.iters);
      const isChosen = new Set(chosen);
      return group.filter(({ iter }) => isChosen.has(iter));
    })
    .sort((one, other) => compareText(one.owner, other.owner) || other.iter - one.iter || compareTexts(one, other));
}

/** For EventStore.summarize. */
export function summarizeHeads(heads: readonly RecordHead[], urls = false): Summary[] {
  return groupBy(heads, ({ kind, ...head }) => `${kind}\0${groupKeys.variant({ kind, ...head })}`).flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { owner, kind, metric, variant } = first;
    const iterations = iterationsOf(group);
    const summary: Summary = {
      ...{ owner, kind, metric, variant, count: group.length, single: false },
      min_iter: iterations.at(-1),
      max_iter: iterations[0],
      last_timestamp: group.reduce((newest, { timestamp }) => Math.max(newest, timestamp), -Infinity),
    };
    return kind === "image" && urls ? { ...summary, urls: urlsOf(group) } : summary;
  });
}

function urlsOf(images: readonly RecordHead[]): UrlUse[] {
  const withUrl = images.filter(({ url }) => url !== undefined);
  return groupBy(withUrl, ({ url = "" }) => url)
    .map((uses) => {
      const [max_iter = 0, previous_iter] = iterationsOf(uses);
      const previous = previous_iter === undefined ? {} : { previous_iter };
      return { url: uses[0]?.url ?? "", count: uses.length, max_iter, ...previous };
    })
    .sort((one, other) => other.max_iter - one.max_iter || compareText(one.url, other.url));
}
