import type { SearchHit, SearchQuery } from "../src/search/query";
import { linesOfMessages } from "../src/search/shown";
import {
  type Batch,
  type Floor,
  type Kind,
  type LatestQuery,
  type LogEvent,
  type MetricSelector,
  type OwnersQuery,
  type Page,
  type Position,
  type PruneQuery,
  type Range,
  type RemoveQuery,
  type ScalarEvent,
  type ScanQuery,
  type Series,
  type SeriesQuery,
  SINGLE_VALUE_ITER,
  type StoredEvent,
  type Summary,
  type SummaryQuery,
  type ThinQuery,
  type Usage,
  type Windows,
  type WindowsQuery,
} from "../src/store";
import { compare, compareTuples, group, type Tuple } from "./tuples";
import { windowsOf } from "./windows";

/** An event and when it came. */
interface Entry {
  readonly event: StoredEvent;
  readonly arrival: number;
}

const inRange = (value: number | undefined, { gt, gte, lt, lte }: Range = {}): boolean => {
  const isBounded = gt !== undefined || gte !== undefined || lt !== undefined || lte !== undefined;
  if (value === undefined) return !isBounded;
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  );
};

const isSelected = ({ metric, variant }: StoredEvent, metrics: readonly MetricSelector[] = []): boolean =>
  metrics.length === 0 ||
  metrics.some((one) => one.metric === metric && (!one.variants?.length || one.variants.includes(variant)));

const isHidden = ({ metric, variant, iter }: StoredEvent, floors: readonly Floor[] = []): boolean =>
  floors.some(
    (floor) => floor.metric === metric && floor.variant === variant && iter !== undefined && iter < floor.iter,
  );

const newest = (numbers: readonly number[]): number => numbers.reduce((one, other) => Math.max(one, other), -Infinity);
const oldest = (numbers: readonly number[]): number => numbers.reduce((one, other) => Math.min(one, other), Infinity);

/** The interface as plainly as it can be said, in memory and at once; engines are compared with it. */
export class ModelStore {
  #entries: Entry[] = [];
  #arrivals = 0;

  append({ scalars = [], events = [] }: Batch): void {
    for (const { iter, timestamp, value, ...shared } of scalars) {
      for (let index = 0; index < iter.length; index++) {
        const point = { iter: iter[index] as number, timestamp: timestamp[index] as number };
        this.#put({ kind: "scalar", ...shared, ...point, ...(value ? { value: value[index] as number } : {}) });
      }
    }
    for (const event of events) this.#put(event);
  }

  #put(event: StoredEvent): void {
    const entry = { event: tidy(event), arrival: this.#arrivals++ };
    const same = this.#entries.findIndex((known) => event.kind !== "log" && identity(known.event) === identity(event));
    if (same >= 0) this.#entries[same] = entry;
    else this.#entries.push(entry);
  }

  #of(owners: readonly string[], kinds: readonly Kind[] | undefined, metrics?: readonly MetricSelector[]): Entry[] {
    return this.#entries.filter(
      ({ event }) =>
        owners.includes(event.owner) && (!kinds?.length || kinds.includes(event.kind)) && isSelected(event, metrics),
    );
  }

  scan(query: ScanQuery): Page {
    const all = this.#of([query.owner], [query.kind], query.metrics);
    const order = query.kind === "log" ? "arrival" : query.order;
    const step = query.direction === "asc" ? 1 : -1;
    const place = typeof query.after === "string" ? (JSON.parse(query.after) as Tuple) : positionTuple(query.after);
    const shown = all
      .filter(
        ({ event }) =>
          inRange(event.iter, query.iter) &&
          inRange(event.timestamp, query.timestamp) &&
          !isHidden(event, query.floors),
      )
      .map((entry) => ({ entry, tuple: tupleOf(entry, order) }))
      .filter(({ tuple }) => !place || step * compareTuples(tuple, place) > 0)
      .sort((one, other) => step * compareTuples(one.tuple, other.tuple));
    let end = Math.min(query.limit, shown.length);
    if (query.wholeTimestamps && order !== "iter" && end > 0) {
      const time = shown[end - 1]?.entry.event.timestamp;
      while (end < shown.length && shown[end]?.entry.event.timestamp === time) end++;
    }
    const page = shown.slice(0, end);
    const last = page.at(-1);
    return {
      events: page.map(({ entry: { event } }) => (query.bodies === false ? withoutBody(event) : event)),
      next: last ? JSON.stringify(last.tuple) : typeof query.after === "string" ? query.after : null,
      total: query.total ? all.length : null,
    };
  }

  latest(query: LatestQuery): StoredEvent[] {
    const shown = this.#of(query.owners, [query.kind], query.metrics)
      .map(({ event }) => event)
      .filter((event) => inRange(event.iter, query.iter) && !isHidden(event, query.floors?.[event.owner]));
    const keys = {
      owner: ({ owner }: StoredEvent) => owner,
      metric: ({ owner, metric }: StoredEvent) => JSON.stringify([owner, metric]),
      variant: ({ owner, metric, variant }: StoredEvent) => JSON.stringify([owner, metric, variant]),
    };
    return group(shown, keys[query.per])
      .flatMap((events) => {
        const iters = [...new Set(events.map(({ iter = 0 }) => iter))].sort((one, other) => other - one);
        const chosen = query.nearest === "oldest" ? iters.slice(-query.iters) : iters.slice(0, query.iters);
        return events.filter(({ iter = 0 }) => chosen.includes(iter));
      })
      .sort((one, other) =>
        compareTuples(
          [one.owner, -(one.iter ?? 0), one.metric, one.variant, one.key ?? ""],
          [other.owner, -(other.iter ?? 0), other.metric, other.variant, other.key ?? ""],
        ),
      )
      .map((event) => (query.bodies === false ? withoutBody(event) : event));
  }

  series({ owners, metrics, iter, single = "exclude", last }: SeriesQuery): Series[] {
    const points = this.#of(owners, ["scalar"], metrics)
      .map(({ event }) => event as ScalarEvent)
      .filter((event) => event.value !== undefined && inRange(event.iter, iter))
      .filter((event) => (event.iter === SINGLE_VALUE_ITER) === (single === "only"));
    return group(points, ({ owner, metric, variant }) => JSON.stringify([owner, metric, variant]))
      .map((some) => {
        const sorted = some.sort((one, other) =>
          compareTuples([one.iter, one.key ?? ""], [other.iter, other.key ?? ""]),
        );
        const shown = last === undefined ? sorted : sorted.slice(Math.max(0, sorted.length - last));
        const { owner, metric, variant } = some[0] as ScalarEvent;
        const x_axis_label = shown.findLast((event) => event.x_axis_label !== undefined)?.x_axis_label;
        return {
          owner,
          metric,
          variant,
          iter: Float64Array.from(shown, (event) => event.iter),
          timestamp: Float64Array.from(shown, (event) => event.timestamp),
          value: Float64Array.from(shown, (event) => event.value as number),
          ...(x_axis_label === undefined ? {} : { x_axis_label }),
        };
      })
      .filter(({ iter }) => iter.length > 0)
      .sort((one, other) =>
        compareTuples([one.owner, one.metric, one.variant], [other.owner, other.metric, other.variant]),
      );
  }

  /** @param found where curves are cut is the engine's choice: what it says of the stretches is not */
  windows({ owners, metrics, axis, range, buckets, total }: WindowsQuery, found: readonly Windows[]): Windows[] {
    const points = this.#of(owners, ["scalar"], metrics)
      .map(({ event }) => event as ScalarEvent)
      .filter((event) => event.value !== undefined && event.iter !== SINGLE_VALUE_ITER && inRange(event[axis], range));
    return windowsOf(points, { axis, buckets, total }, found);
  }

  summarize({ owners, kinds, metrics, urls }: SummaryQuery): Summary[] {
    return group(this.#of(owners, kinds, metrics), ({ event: { owner, kind, metric, variant } }) =>
      JSON.stringify([owner, kind, metric, variant]),
    )
      .map((entries) =>
        summaryOf(
          entries.map(({ event }) => event),
          urls,
        ),
      )
      .sort((one, other) =>
        compareTuples(
          [one.owner, one.kind, one.metric, one.variant],
          [other.owner, other.kind, other.metric, other.variant],
        ),
      );
  }

  owners({ after, limit }: OwnersQuery): string[] {
    const all = [...new Set(this.#entries.map(({ event }) => event.owner))].sort(compare);
    return all.filter((owner) => after === undefined || compare(owner, after) > 0).slice(0, limit);
  }

  /** All hits (without a place), and how many lines the log has. */
  search({ owner, pattern, regex, matchCase, level, direction, context = 0 }: SearchQuery): {
    readonly hits: readonly Omit<SearchHit, "cursor">[];
    readonly lines: number;
  } {
    const wanted = regex ? new RegExp(pattern, matchCase ? "u" : "iu") : undefined;
    const fold = (text: string): string => (matchCase ? text : text.toLowerCase());
    const lines = this.#of([owner], ["log"])
      .sort((one, other) => compareTuples(tupleOf(one, "arrival"), tupleOf(other, "arrival")))
      .flatMap(({ event }) => {
        const log = event as LogEvent;
        return linesOfMessages([log.msg ?? ""])
          .text.split("\n")
          .map((text) => ({ text, log }));
      });
    const texts = lines.map(({ text }) => text);
    const hits = lines.flatMap(({ text, log }, index) => {
      if (level !== undefined && log.level !== level) return [];
      if (!(wanted ? wanted.test(text) : fold(text).includes(fold(pattern)))) return [];
      return {
        ...{ number: index + 1, timestamp: log.timestamp, text },
        ...(log.level === undefined ? {} : { level: log.level }),
        before: texts.slice(Math.max(0, index - context), index),
        after: texts.slice(index + 1, index + 1 + context),
      };
    });
    return { hits: direction === "asc" ? hits : hits.reverse(), lines: lines.length };
  }

  remove({ owners, kinds, metrics, exceptMetrics, before = Infinity }: RemoveQuery): number {
    const gone = new Set(
      this.#of(owners, kinds, metrics).filter(
        ({ event }) => !exceptMetrics?.includes(event.metric) && event.timestamp < before,
      ),
    );
    return this.#drop(gone).reduce((sum, { events }) => sum + events, 0);
  }

  /** What is there, or what went, without bytes. */
  usage(owners: readonly string[]): Share[] {
    return sharesOf(this.#of(owners, undefined));
  }

  thin({ owners, points }: ThinQuery): Share[] {
    const curves = group(
      this.#of(owners, ["scalar"]).filter(({ event }) => event.iter !== SINGLE_VALUE_ITER),
      ({ event: { owner, metric, variant, key = "" } }) => JSON.stringify([owner, metric, variant, key]),
    );
    const gone = curves.filter((curve) => curve.length > points).flatMap((curve) => thinned(curve, points));
    return this.#drop(new Set(gone));
  }

  prune({ owners, kinds, iters }: PruneQuery): Share[] {
    if (kinds.length === 0) return [];
    const variants = group(this.#of(owners, kinds), ({ event: { owner, kind, metric, variant } }) =>
      JSON.stringify([owner, kind, metric, variant]),
    );
    const gone = variants.flatMap((entries) => {
      const all = [...new Set(entries.map(({ event }) => event.iter ?? 0))].sort((one, other) => other - one);
      return entries.filter(({ event }) => !all.slice(0, iters).includes(event.iter ?? 0));
    });
    return this.#drop(new Set(gone));
  }

  #drop(gone: ReadonlySet<Entry>): Share[] {
    this.#entries = this.#entries.filter((entry) => !gone.has(entry));
    return sharesOf([...gone]);
  }
}

/** Usage without bytes, which are the engine's own. */
type Share = Pick<Usage, "owner" | "kind" | "events">;

const sharesOf = (entries: readonly Entry[]): Share[] =>
  group(entries, ({ event: { owner, kind } }) => JSON.stringify([owner, kind]))
    .map((some) => {
      const { owner, kind } = (some[0] as Entry).event;
      return { owner, kind, events: some.length };
    })
    .sort((one, other) => compareTuples([one.owner, one.kind], [other.owner, other.kind]));

/** Which points of a curve go when at most so many may stay. */
function thinned(curve: readonly Entry[], most: number): Entry[] {
  const sorted = [...curve].sort((one, other) => (one.event.iter ?? 0) - (other.event.iter ?? 0));
  const count = Math.floor(most / 4);
  const buckets = Array.from({ length: count }, (_, bucket) =>
    sorted.filter((_entry, index) => Math.floor((index * count) / sorted.length) === bucket),
  );
  const numberOf = ({ event }: Entry): number => (event as ScalarEvent).value ?? Number.NaN;
  const kept = buckets.flatMap((bucket) => {
    const comparable = bucket.filter((entry) => !Number.isNaN(numberOf(entry)));
    const values = comparable.map(numberOf);
    const lowest = comparable.find((entry) => numberOf(entry) === oldest(values));
    const highest = comparable.find((entry) => numberOf(entry) === newest(values));
    return [bucket[0], bucket.at(-1), lowest, highest];
  });
  return curve.filter((entry) => !kept.includes(entry));
}

const identity = ({ kind, owner, iter, metric, variant, key = "" }: StoredEvent): string =>
  JSON.stringify([kind, owner, iter, metric, variant, key]);

/** Without what is the same as absent. */
function tidy<Event extends StoredEvent>({ key, extra, ...event }: Event): StoredEvent {
  return {
    ...event,
    ...(key ? { key } : {}),
    ...(extra && Object.keys(extra).length > 0 ? { extra } : {}),
  } as StoredEvent;
}

function withoutBody(event: StoredEvent): StoredEvent {
  if (event.kind !== "plot") return event;
  const { plot_str: _body, ...listed } = event;
  return listed;
}

function positionTuple(position: Position | undefined): Tuple | undefined {
  if (!position) return undefined;
  const { iter, metric, variant } = position;
  return [iter, ...(metric === undefined ? [] : [metric, ...(variant === undefined ? [] : [variant])])];
}

function tupleOf({ event, arrival }: Entry, order: "iter" | "timestamp" | "arrival"): Tuple {
  const { iter = 0, timestamp, metric, variant, key = "" } = event;
  if (order === "arrival") return [timestamp, arrival];
  return order === "iter" ? [iter, metric, variant, key] : [timestamp, metric, variant, key, iter];
}

function summaryOf(events: readonly StoredEvent[], urls = false): Summary {
  const { owner, kind, metric, variant } = events[0] as StoredEvent;
  const isSingle = ({ iter }: StoredEvent): boolean => kind === "scalar" && iter === SINGLE_VALUE_ITER;
  const iters = events.filter((event) => !isSingle(event)).flatMap(({ iter }) => iter ?? []);
  return {
    owner,
    kind,
    metric,
    variant,
    count: events.length,
    single: events.some(isSingle),
    ...(iters.length > 0 ? { min_iter: oldest(iters), max_iter: newest(iters) } : {}),
    last_timestamp: newest(events.map(({ timestamp }) => timestamp)),
    ...(kind === "image" && urls ? { urls: urlsOf(events) } : {}),
  };
}

function urlsOf(events: readonly StoredEvent[]): NonNullable<Summary["urls"]> {
  const withUrl = events.flatMap((event) => (event.kind === "image" && event.url !== undefined ? event : []));
  return group(withUrl, ({ url = "" }) => url)
    .map((uses) => {
      const [max_iter = 0, previous_iter] = [...new Set(uses.map(({ iter }) => iter))].sort(
        (one, other) => other - one,
      );
      return {
        url: uses[0]?.url ?? "",
        count: uses.length,
        max_iter,
        ...(previous_iter === undefined ? {} : { previous_iter }),
      };
    })
    .sort((one, other) => other.max_iter - one.max_iter || compare(one.url, other.url));
}
