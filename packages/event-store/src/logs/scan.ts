import { Best } from "../best";
import type { Lines } from "../codec/lines";
import { type Place, readPlace, writeCursor } from "../cursor";
import { contains, floorOf, overlaps, selects } from "../ranges";
import type { LogEvent, Page, ScanQuery } from "../store";
import { attributesOf, type Block, type BlockHeader, type BlockReader, blockLines, lineEvent } from "./blocks";

/** Size of the messages that are read at once. */
const stride = 1024 * 1024;

/** A line, or where it will be read from. */
interface Candidate {
  readonly timestamp: number;
  readonly arrival: number;
  event: LogEvent | (() => LogEvent);
}

type Standing = Pick<Candidate, "timestamp" | "arrival">;

/** Lines of a block that the query shows, strictly behind the place. */
function candidates(block: Block, query: ScanQuery, isBehind: (line: Standing) => boolean): Candidate[] {
  const lines = blockLines(block);
  const isSelected = selects(query.metrics);
  const floor = floorOf(query.floors);
  const isShown = lines.attributes.map(({ metric, variant }) => isSelected(metric, variant));
  const found: Candidate[] = [];
  for (let index = 0; index < lines.timestamp.length; index++) {
    const [timestamp, arrival] = [lines.timestamp[index] as number, lines.arrival[index] as number];
    if (!isShown[lines.attribute[index] as number] || !contains(query.timestamp, timestamp)) continue;
    if (!hasIteration(lines, index, query, floor) || !isBehind({ timestamp, arrival })) continue;
    found.push({ timestamp, arrival, event: () => lineEvent(block.owner, lines, index) });
  }
  return found;
}

/** Lines without an iteration are hidden by ranges, not by floors. */
function hasIteration(
  lines: Lines,
  index: number,
  query: ScanQuery,
  floor: (metric: string, variant: string) => number,
): boolean {
  const { metric, variant, iterless } = attributesOf(lines, index);
  if (iterless) return query.iter === undefined || Object.keys(query.iter).length === 0;
  const iter = lines.iter[index] as number;
  return contains(query.iter, iter) && iter >= floor(metric, variant);
}

function countLines(headers: readonly BlockHeader[], { metrics }: ScanQuery): number {
  const isSelected = selects(metrics);
  const contents = headers.flatMap((header) => header.contents);
  return contents.reduce((sum, { metric, variant, count }) => sum + (isSelected(metric, variant) ? count : 0), 0);
}

/** See EventStore.scan. Reads several times, so the reader must see one state. */
export async function scanLogs(reader: BlockReader, query: ScanQuery): Promise<Page> {
  const { owner, limit, direction, after, wholeTimestamps } = query;
  const step = direction === "asc" ? 1 : -1;
  const place: Place | undefined = readPlace(after, "arrival");
  const order = (one: Standing, other: Standing): number =>
    step * (one.timestamp - other.timestamp || one.arrival - other.arrival);
  const isBehind = (line: Standing): boolean => place?.order !== "arrival" || order(line, place) > 0;
  const best = new Best<Candidate>(
    limit,
    order,
    (one, other) => wholeTimestamps === true && one.timestamp === other.timestamp,
  );
  const headers = await reader.headers([owner]);
  const isSelected = selects(query.metrics);
  const from = ({ min_timestamp, max_timestamp }: BlockHeader): number => (step > 0 ? min_timestamp : -max_timestamp);
  const blocks = headers
    .filter(
      ({ contents, min_timestamp, max_timestamp }) =>
        overlaps(query.timestamp, min_timestamp, max_timestamp) &&
        isBehind({ timestamp: step > 0 ? max_timestamp : min_timestamp, arrival: step * Infinity }) &&
        contents.some(({ metric, variant }) => isSelected(metric, variant)),
    )
    .sort((one, other) => from(one) - from(other));
  const mayMatter = (block: BlockHeader): boolean =>
    limit > 0 && (best.threshold === undefined || from(block) <= step * best.threshold.timestamp);
  while (blocks[0] && mayMatter(blocks[0])) {
    let [count, size] = [0, 0];
    while (count < blocks.length && size < stride) size += blocks[count++]?.size ?? 0;
    for (const block of await reader.load(blocks.splice(0, count))) best.add(candidates(block, query, isBehind));
    // Made now, the events no longer hold on to the lines of whole blocks.
    for (const item of best.items) if (typeof item.event === "function") item.event = item.event();
  }
  const events = best.items.flatMap(({ event }) => (typeof event === "function" ? [] : [event]));
  const last = best.items.at(-1);
  return {
    events,
    next: last
      ? writeCursor({ order: "arrival", timestamp: last.timestamp, arrival: last.arrival })
      : typeof after === "string"
        ? after
        : null,
    total: query.total ? countLines(headers, query) : null,
  };
}
