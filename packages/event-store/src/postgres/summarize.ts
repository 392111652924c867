import { bySummaryOrder, kindsOf } from "../kinds";
import { summarizeLogs } from "../logs/summary";
import type { RecordKind } from "../records/list";
import { summarizeScalars } from "../scalars/summary";
import type { Summary, SummaryQuery, UrlUse } from "../store";
import { RECORD_KINDS } from "./columns";
import { PostgresBlocks, PostgresChunks } from "./readers";
import { Conditions, type Connection, storable } from "./sql";

function recordConditions({ owners, metrics }: SummaryQuery, kind: RecordKind): Conditions {
  const conditions = new Conditions();
  conditions.add(`owner = ANY (${conditions.bind(storable(owners))}::text[])`);
  conditions.add(`kind = ${RECORD_KINDS[kind]}`);
  conditions.metrics(metrics);
  return conditions;
}

const variantOf = ({ owner, metric, variant }: Pick<Summary, "owner" | "metric" | "variant">): string =>
  `${owner}\0${metric}\0${variant}`;

async function readUrls(connection: Connection, query: SummaryQuery): Promise<ReadonlyMap<string, UrlUse[]>> {
  const conditions = recordConditions(query, "image");
  conditions.add("url IS NOT NULL");
  interface Row extends UrlUse {
    readonly owner: string;
    readonly metric: string;
    readonly variant: string;
    readonly previous: number | null;
  }
  const { rows } = await connection.query<Row>(
    `SELECT owner, metric, variant, url, count(*) AS count, max(iter) AS max_iter,
       (array_agg(DISTINCT iter ORDER BY iter DESC))[2] AS previous
     FROM events.record${conditions.where()} GROUP BY owner, metric, variant, url ORDER BY max_iter DESC, url COLLATE "C"`,
    conditions.values,
  );
  const urls = new Map<string, UrlUse[]>();
  for (const row of rows) {
    const { url, count, max_iter, previous } = row;
    const use = { url, count, max_iter, ...(previous === null ? {} : { previous_iter: previous }) };
    const known = urls.get(variantOf(row));
    if (known) known.push(use);
    else urls.set(variantOf(row), [use]);
  }
  return urls;
}

async function summarizeRecords(connection: Connection, query: SummaryQuery, kind: RecordKind): Promise<Summary[]> {
  const conditions = recordConditions(query, kind);
  const { rows } = await connection.query<Summary>(
    `SELECT owner, metric, variant, count(*) AS count, min(iter) AS min_iter, max(iter) AS max_iter,
       max("timestamp") AS last_timestamp
     FROM events.record${conditions.where()} GROUP BY owner, metric, variant`,
    conditions.values,
  );
  const summaries = rows.map((row) => ({ ...row, kind, single: false }));
  if (kind !== "image" || !query.urls) return summaries;
  const urls = await readUrls(connection, query);
  return summaries.map((summary) => ({ ...summary, urls: urls.get(variantOf(summary)) ?? [] }));
}

/** See EventStore.summarize. The connection must see one state. */
export async function summarize(connection: Connection, query: SummaryQuery): Promise<Summary[]> {
  const { owners, metrics } = query;
  const found: Summary[] = [];
  for (const kind of kindsOf(query.kinds)) {
    if (kind === "scalar") {
      const chunks = new PostgresChunks(connection);
      found.push(...(await summarizeScalars(chunks, await chunks.headers({ owners, metrics }))));
    } else if (kind === "log") {
      found.push(...summarizeLogs(await new PostgresBlocks(connection).headers(owners), metrics));
    } else found.push(...(await summarizeRecords(connection, query, kind)));
  }
  return found.sort(bySummaryOrder);
}
