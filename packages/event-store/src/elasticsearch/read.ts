import { decodeBody } from "../codec/body";
import { CorruptDataError } from "../codec/bytes";
import { bySummaryOrder, kindsOf } from "../kinds";
import { scanLogs } from "../logs/scan";
import { summarizeLogs } from "../logs/summary";
import { selects } from "../ranges";
import {
  latestHeads,
  type RecordEvent,
  type RecordKind,
  recordEvent,
  scanHeads,
  summarizeHeads,
} from "../records/list";
import { scanScalars } from "../scalars/scan";
import { summarizeScalars } from "../scalars/summary";
import type { LatestQuery, Page, ScanQuery, Summary, SummaryQuery } from "../store";
import type { StoredRecord } from "./records";
import type { Snapshot } from "./snapshot";

/** Records with their bodies: vectors always, figures if wanted. */
async function withBodies(
  snapshot: Snapshot,
  records: readonly StoredRecord[],
  bodies: boolean | undefined,
): Promise<RecordEvent[]> {
  const wanted = records.filter(({ kind }) => kind === "vector" || bodies !== false);
  const data = await snapshot.data(wanted.flatMap(({ owner, body }) => (body ? { owner, ...body } : [])));
  return records.map(({ body, identity: _identity, ...head }) => {
    const bytes = body && data.get(body.id);
    if (!bytes) return recordEvent(head);
    try {
      return recordEvent(head, decodeBody(bytes));
    } catch (error) {
      throw new CorruptDataError(`the body in document ${body.id} of ${head.owner} cannot be read`, { cause: error });
    }
  });
}

/** See EventStore.scan. */
export async function scan(snapshot: Snapshot, query: ScanQuery): Promise<Page> {
  const { kind } = query;
  if (kind === "scalar") return scanScalars(snapshot.chunkReader, query);
  if (kind === "log") return scanLogs(snapshot.blockReader, query);
  const { records } = await snapshot.records([kind]);
  const { heads, ...page } = scanHeads(records, query);
  return { events: await withBodies(snapshot, heads, query.bodies), ...page };
}

/** See EventStore.latest. */
export async function latest(snapshot: Snapshot, query: LatestQuery): Promise<RecordEvent[]> {
  const { records } = await snapshot.records([query.kind]);
  return withBodies(snapshot, latestHeads(records, query), query.bodies);
}

/** See EventStore.summarize. */
export async function summarize(snapshot: Snapshot, query: SummaryQuery): Promise<Summary[]> {
  const { owners, metrics, urls } = query;
  const kinds = kindsOf(query.kinds);
  const recordKinds = kinds.filter((kind): kind is RecordKind => kind !== "scalar" && kind !== "log");
  const found: Summary[] = [];
  if (kinds.includes("scalar")) {
    const headers = snapshot.chunkHeaders({ owners, metrics });
    found.push(...(await summarizeScalars(snapshot.chunkReader, headers)));
  }
  if (kinds.includes("log")) found.push(...summarizeLogs(snapshot.blockHeaders(owners), metrics));
  if (recordKinds.length > 0) {
    const isSelected = selects(metrics);
    const { records } = await snapshot.records(recordKinds);
    found.push(
      ...summarizeHeads(
        records.filter(({ metric, variant }) => isSelected(metric, variant)),
        urls,
      ),
    );
  }
  return found.sort(bySummaryOrder);
}
