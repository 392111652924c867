import type pg from "pg";
import { type Place, readPlace, writeCursor } from "../cursor";
import type { Extra, Kind, LatestQuery, LogEvent, Page, ScalarEvent, ScanQuery, StoredEvent } from "../store";
import { KIND_NUMBERS, readBody } from "./batch";
import { Conditions, inSnapshot, storable } from "./sql";

type RecordEvent = Exclude<StoredEvent, ScalarEvent | LogEvent>;

interface StoredRow {
  readonly owner: string;
  readonly kind: number;
  readonly id: number;
  readonly iter: number | null;
  readonly timestamp: number;
  readonly metric: string;
  readonly variant: string;
  readonly key: string;
  readonly worker: string | null;
  readonly url: string | null;
  readonly level: string | null;
  readonly msg: string | null;
  readonly raw_msg: Buffer | null;
  readonly extra: string | null;
  readonly body: Buffer | null;
}

const recordColumns = 'owner, kind, iter, "timestamp", metric, variant, key, worker, url, extra';
const logColumns = 'owner, id, iter, "timestamp", metric, variant, key, worker, level, msg, raw_msg, extra';

const shared = (row: StoredRow) => ({
  owner: row.owner,
  timestamp: row.timestamp,
  metric: row.metric,
  variant: row.variant,
  ...(row.key === "" ? {} : { key: row.key }),
  ...(row.worker === null ? {} : { worker: row.worker }),
  ...(row.extra === null ? {} : { extra: JSON.parse(row.extra) as Extra }),
});

function recordEvent(row: StoredRow): RecordEvent {
  const common = { ...shared(row), iter: row.iter ?? 0 };
  const body = row.body && readBody(row.body);
  switch (row.kind) {
    case KIND_NUMBERS.vector:
      return { kind: "vector", ...common, values: Array.isArray(body) ? body : [] };
    case KIND_NUMBERS.image:
      return { kind: "image", ...common, ...(row.url === null ? {} : { url: row.url }) };
    default:
      return { kind: "plot", ...common, ...(typeof body === "string" ? { plot_str: body } : {}) };
  }
}

const logEvent = (row: StoredRow): LogEvent => {
  const msg = row.raw_msg ? row.raw_msg.toString() : row.msg;
  return {
    kind: "log",
    ...shared(row),
    ...(row.iter === null ? {} : { iter: row.iter }),
    ...(row.level === null ? {} : { level: row.level }),
    ...(msg === null ? {} : { msg }),
  };
};

/** Vectors are their body; figures come without it when only listed. */
const bodyColumn = (kind: Kind, bodies: boolean | undefined): string =>
  kind === "vector" || (kind === "plot" && bodies !== false) ? "body" : "NULL::bytea AS body";

function afterPlace(conditions: Conditions, place: Place | undefined, operator: "<" | ">"): void {
  if (!place) return;
  const columns: [string, string | number | undefined, string][] =
    place.order === "arrival"
      ? [
          ['"timestamp"', place.timestamp, "bigint"],
          ["id", place.id, "bigint"],
        ]
      : place.order === "timestamp"
        ? [
            ['"timestamp"', place.timestamp, "bigint"],
            ["metric", place.metric, "text"],
            ["variant", place.variant, "text"],
            ["key", place.key, "text"],
            ["iter", place.iter, "bigint"],
          ]
        : [
            ["iter", place.iter, "bigint"],
            ["metric", place.metric, "text"],
            ["variant", place.variant, "text"],
            ["key", place.key ?? (place.variant === undefined ? undefined : lastKey(operator)), "text"],
          ];
  const known = columns.slice(0, columns.findIndex(([, value]) => value === undefined) >>> 0);
  const names = known.map(([name]) => name).join(", ");
  const values = known.map(([, value, type]) => `${conditions.bind(value)}::${type}`).join(", ");
  conditions.add(`(${names}) ${operator} (${values})`);
}

/** A Position with a variant and no key lies behind all keys of that variant. */
const lastKey = (operator: "<" | ">"): string => (operator === "<" ? "" : "\u{10ffff}");

const orders = {
  iter: ["iter", "metric", "variant", "key"],
  timestamp: ['"timestamp"', "metric", "variant", "key", "iter"],
  arrival: ['"timestamp"', "id"],
} as const;

/** See EventStore.scan: all kinds but scalars. */
export async function scanRecords(pool: pg.Pool, query: ScanQuery): Promise<Page> {
  const { owner, kind, metrics, limit, direction, after, floors = [] } = query;
  const isLog = kind === "log";
  const order = isLog ? "arrival" : query.order;
  const place = readPlace(after, order);
  const all = new Conditions();
  all.add(`owner = ANY (${all.bind(storable([owner]))}::text[])`);
  if (!isLog) all.add(`kind = ${KIND_NUMBERS[kind]}`);
  all.metrics(metrics);
  const table = isLog ? "events.log" : "events.record";
  const columns = isLog ? logColumns : `${recordColumns}, ${bodyColumn(kind, query.bodies)}`;
  const operator = direction === "asc" ? ">" : "<";
  const sorting = orders[order].map((column) => `${column} ${direction === "asc" ? "ASC" : "DESC"}`).join(", ");

  return inSnapshot(pool, async (connection) => {
    const read = async (from: Place | undefined, sameTimestamp?: number): Promise<StoredRow[]> => {
      const conditions = new Conditions(all.values);
      conditions.range("iter", query.iter);
      conditions.range('"timestamp"', query.timestamp);
      afterPlace(conditions, from, operator);
      if (floors.length > 0)
        conditions.add(
          notBelow(
            conditions,
            floors.map((floor) => ({ ...floor, owner })),
          ),
        );
      if (sameTimestamp !== undefined) conditions.add(`"timestamp" = ${conditions.bind(sameTimestamp)}`);
      const rest = conditions.where().replace(" WHERE ", " AND ");
      const { rows } = await connection.query<StoredRow>(
        `SELECT ${columns} FROM ${table} AS event${all.where()}${rest} ORDER BY ${sorting}` +
          (sameTimestamp === undefined ? ` LIMIT ${conditions.bind(limit)}` : ""),
        conditions.values,
      );
      return rows;
    };
    const placeOf = (row: StoredRow): Place =>
      order === "arrival"
        ? { order, timestamp: row.timestamp, id: row.id }
        : order === "iter"
          ? { order, iter: row.iter ?? 0, metric: row.metric, variant: row.variant, key: row.key }
          : {
              ...{ order, timestamp: row.timestamp, metric: row.metric, variant: row.variant },
              ...{ key: row.key, iter: row.iter ?? 0 },
            };

    const rows = limit > 0 ? await read(place) : [];
    let last = rows.at(-1);
    if (last && query.wholeTimestamps && order !== "iter" && rows.length === limit) {
      rows.push(...(await read(placeOf(last), last.timestamp)));
      last = rows.at(-1);
    }
    let total: number | null = null;
    if (query.total) {
      const counted = await connection.query<{ total: number }>(
        `SELECT count(*) AS total FROM ${table}${all.where()}`,
        all.values,
      );
      total = counted.rows[0]?.total ?? 0;
    }
    const next = last ? writeCursor(placeOf(last)) : typeof after === "string" ? after : null;
    return { events: rows.map(isLog ? logEvent : recordEvent), next, total };
  });
}

function notBelow(
  conditions: Conditions,
  floors: readonly { owner: string; metric: string; variant: string; iter: number }[],
): string {
  const clean = floors.filter(({ owner, metric, variant }) => !`${owner}${metric}${variant}`.includes("\0"));
  const column = (name: "owner" | "metric" | "variant" | "iter", type: string): string =>
    `${conditions.bind(clean.map((floor) => floor[name]))}::${type}[]`;
  return (
    `NOT EXISTS (SELECT FROM unnest(${column("owner", "text")}, ${column("metric", "text")}, ` +
    `${column("variant", "text")}, ${column("iter", "bigint")}) AS floor (owner, metric, variant, iter) ` +
    "WHERE floor.owner = event.owner AND floor.metric = event.metric AND floor.variant = event.variant " +
    "AND event.iter < floor.iter)"
  );
}

const partitions = { owner: "owner", metric: "owner, metric", variant: "owner, metric, variant" } as const;

/** See EventStore.latest. */
export async function readLatest(pool: pg.Pool, query: LatestQuery): Promise<RecordEvent[]> {
  const conditions = new Conditions();
  conditions.add(`owner = ANY (${conditions.bind(storable(query.owners))}::text[])`);
  conditions.add(`kind = ${KIND_NUMBERS[query.kind]}`);
  conditions.metrics(query.metrics);
  conditions.range("iter", query.iter);
  const floors = Object.entries(query.floors ?? {}).flatMap(([owner, hidden]) =>
    hidden.map((floor) => ({ ...floor, owner })),
  );
  if (floors.length > 0) conditions.add(notBelow(conditions, floors));
  const direction = query.nearest === "oldest" ? "ASC" : "DESC";
  const { rows } = await pool.query<StoredRow>(
    `WITH ranked AS (
       SELECT owner, kind, identity,
         dense_rank() OVER (PARTITION BY ${partitions[query.per]} ORDER BY iter ${direction}) AS place
       FROM events.record AS event${conditions.where()}
     )
     SELECT ${recordColumns}, ${bodyColumn(query.kind, query.bodies)} FROM ranked JOIN events.record USING (owner, kind, identity)
     WHERE place <= ${conditions.bind(query.iters)} ORDER BY owner, iter DESC, metric, variant, key`,
    conditions.values,
  );
  return rows.map(recordEvent);
}
