import type pg from "pg";
import { decodeBody } from "../codec/body";
import { type Place, readPlace, writeCursor } from "../cursor";
import { type RecordEvent, type RecordHead, type RecordKind, recordEvent } from "../records/list";
import type { RecordRow } from "../rows";
import type { Extra, Floor, LatestQuery, Page, ScanQuery } from "../store";
import { RECORD_KINDS } from "./columns";
import { Conditions, inSnapshot, storable } from "./sql";

type RecordScan = ScanQuery & { readonly kind: RecordKind };

type StoredRow = Omit<RecordRow, "kind" | "identity">;

const columns = (kind: RecordKind, bodies: boolean | undefined): string => {
  // A vector is its body; figures are left out of listings.
  const hasBody = kind === "vector" || (kind === "plot" && bodies !== false);
  return `owner, iter, "timestamp", metric, variant, key, worker, url, extra, ${hasBody ? "body" : "NULL::bytea AS body"}`;
};

function eventOf(kind: RecordKind, row: StoredRow): RecordEvent {
  const head: RecordHead = {
    ...{ owner: row.owner, kind, iter: row.iter, timestamp: row.timestamp },
    ...{ metric: row.metric, variant: row.variant, key: row.key },
    ...(row.worker === null ? {} : { worker: row.worker }),
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.extra === null ? {} : { extra: JSON.parse(row.extra) as Extra }),
  };
  return recordEvent(head, row.body ? decodeBody(row.body) : undefined);
}

const orders = {
  iter: ["iter", "metric", "variant", "key"],
  timestamp: ['"timestamp"', "metric", "variant", "key", "iter"],
} as const;

const types = { iter: "bigint", '"timestamp"': "bigint", metric: "text", variant: "text", key: "text" } as const;

/** Only what comes strictly behind a place; of a place without metric or variant, behind all of them. */
function addPlace(conditions: Conditions, place: Place, direction: "asc" | "desc"): void {
  if (place.order === "arrival") return;
  const values: Readonly<Record<keyof typeof types, string | number | undefined>> = {
    iter: place.iter,
    '"timestamp"': place.order === "timestamp" ? place.timestamp : undefined,
    metric: place.metric,
    variant: place.metric === undefined ? undefined : place.variant,
    key: place.variant === undefined ? undefined : place.key,
  };
  const known = orders[place.order].filter((name) => values[name] !== undefined);
  const bound = known.map((name) => `${conditions.bind(values[name])}::${types[name]}`);
  conditions.add(`(${known.join(", ")}) ${direction === "asc" ? ">" : "<"} (${bound.join(", ")})`);
}

const placeOf = ({ iter, timestamp, metric, variant, key }: StoredRow, order: "iter" | "timestamp"): Place =>
  order === "iter" ? { order, iter, metric, variant, key } : { order, timestamp, metric, variant, key, iter };

/** See EventStore.scan: vectors, images and plots. */
export async function scanRecords(pool: pg.Pool, query: RecordScan): Promise<Page> {
  const { owner, kind, metrics, limit, order, direction, after, floors = [] } = query;
  const place = readPlace(after, order);
  const all = new Conditions();
  // One value, not a list, so that the index gives the order.
  all.equals("owner", owner);
  all.add(`kind = ${RECORD_KINDS[kind]}`);
  all.metrics(metrics);
  const sorting = orders[order].map((column) => `${column} ${direction}`).join(", ");

  return inSnapshot(pool, async (connection) => {
    const read = async (from: Place | undefined, sameTimestamp?: number): Promise<StoredRow[]> => {
      const shown = all.copy();
      shown.range("iter", query.iter);
      shown.range('"timestamp"', query.timestamp);
      if (from) addPlace(shown, from, direction);
      if (floors.length > 0) shown.add(notBelow(shown, { [owner]: floors }));
      if (sameTimestamp !== undefined) shown.add(`"timestamp" = ${shown.bind(sameTimestamp)}`);
      const most = sameTimestamp === undefined ? ` LIMIT ${shown.bind(limit)}` : "";
      const { rows } = await connection.query<StoredRow>(
        `SELECT ${columns(kind, query.bodies)} FROM events.record AS event${shown.where()} ORDER BY ${sorting}${most}`,
        shown.values,
      );
      return rows;
    };
    const rows = limit > 0 ? await read(place) : [];
    const cut = rows.at(-1);
    if (cut && query.wholeTimestamps && order === "timestamp" && rows.length === limit) {
      rows.push(...(await read(placeOf(cut, order), cut.timestamp)));
    }
    let total: number | null = null;
    if (query.total) {
      const text = `SELECT count(*) AS total FROM events.record${all.where()}`;
      total = (await connection.query<{ total: number }>(text, all.values)).rows[0]?.total ?? 0;
    }
    const last = rows.at(-1);
    const next = last ? writeCursor(placeOf(last, order)) : typeof after === "string" ? after : null;
    return { events: rows.map((row) => eventOf(kind, row)), next, total };
  });
}

/** A condition that hides what lies below floors. */
function notBelow(conditions: Conditions, floorsByOwner: Readonly<Record<string, readonly Floor[]>>): string {
  const floors = Object.entries(floorsByOwner)
    .flatMap(([owner, hidden]) => hidden.map((floor) => ({ owner, ...floor })))
    .filter(({ owner, metric, variant }) => !`${owner}${metric}${variant}`.includes("\0"));
  const column = (name: "owner" | "metric" | "variant" | "iter", type: string): string =>
    `${conditions.bind(floors.map((floor) => floor[name]))}::${type}[]`;
  return (
    `NOT EXISTS (SELECT FROM unnest(${column("owner", "text")}, ${column("metric", "text")}, ` +
    `${column("variant", "text")}, ${column("iter", "bigint")}) AS floor (owner, metric, variant, iter) ` +
    "WHERE floor.owner = event.owner AND floor.metric = event.metric AND floor.variant = event.variant " +
    "AND event.iter < floor.iter)"
  );
}

const groups = { metric: "owner, metric", variant: "owner, metric, variant" } as const;

/** See EventStore.latest. */
export async function readLatest(pool: pg.Pool, query: LatestQuery): Promise<RecordEvent[]> {
  const shown = new Conditions();
  const direction = query.nearest === "oldest" ? "ASC" : "DESC";
  const owners = shown.bind(storable([...new Set(query.owners)]));
  const iters = shown.bind(query.iters);
  shown.add(`kind = ${RECORD_KINDS[query.kind]}`);
  shown.metrics(query.metrics);
  shown.range("iter", query.iter);
  if (query.floors) shown.add(notBelow(shown, query.floors));
  const list = columns(query.kind, query.bodies);
  // An owner's iterations come off the index one by one; those of its metrics and variants are found among all.
  const text =
    query.per === "owner"
      ? `SELECT ${list} FROM unnest(${owners}::text[]) AS wanted (name)
           CROSS JOIN LATERAL (
             SELECT DISTINCT iter AS shown FROM events.record AS event${shown.where()} AND owner = name
             ORDER BY shown ${direction} LIMIT ${iters}
           ) AS newest
           CROSS JOIN LATERAL (
             SELECT ${list} FROM events.record AS event${shown.where()} AND owner = name AND iter = shown OFFSET 0
           ) AS event`
      : `SELECT ${list} FROM (
           SELECT ${list}, dense_rank() OVER (PARTITION BY ${groups[query.per]} ORDER BY iter ${direction}) AS place
           FROM events.record AS event${shown.where()} AND owner = ANY (${owners}::text[])
         ) AS ranked WHERE place <= ${iters}`;
  const { rows } = await pool.query<StoredRow>(`${text} ORDER BY owner, iter DESC, metric, variant, key`, shown.values);
  return rows.map((row) => eventOf(query.kind, row));
}
