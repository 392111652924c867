import { readLineCursor, writeCursor, writeLineCursor } from "../cursor";
import type { BlockReader } from "../logs/blocks";
import { scanLogs } from "../logs/scan";
import type { Match } from "./matcher";
import type { Pattern } from "./pattern";
import type { SearchHit, SearchPage, SearchQuery } from "./query";
import { linesOfMessages } from "./shown";
import { type Found, shownLine, Walk } from "./walk";

/** The lines around a hit, out of all blocks. */
async function linesAround(reader: BlockReader, { owner, context = 0 }: SearchQuery, { place }: Found) {
  const read = async (direction: "asc" | "desc") => {
    // Its own event is the first.
    const arrival = place.arrival + (direction === "asc" ? -1 : 1);
    const { events } = await scanLogs(reader, {
      ...{ owner, kind: "log", order: "timestamp", direction, limit: context + 1 },
      after: writeCursor({ order: "arrival", timestamp: place.timestamp, arrival }),
    });
    const messages = events.map((event) => (event.kind === "log" ? (event.msg ?? "") : ""));
    const { text, counts } = linesOfMessages(direction === "asc" ? messages : messages.reverse());
    return { lines: text.split("\n"), counts };
  };
  const [ahead, behind] = [await read("desc"), await read("asc")];
  const end = ahead.lines.length - (ahead.counts.at(-1) ?? 0) + place.line;
  return {
    before: ahead.lines.slice(Math.max(0, end - context), end).map(shownLine),
    after: behind.lines.slice(place.line + 1, place.line + 1 + context).map(shownLine),
  };
}

/**
 * See EventStore.search. Reads several times, so the reader must see one state.
 * @throws CursorError
 * @throws PatternError
 */
export async function searchLogs(
  reader: BlockReader,
  query: SearchQuery,
  { pattern, match }: { readonly pattern: Pattern; readonly match: Match },
): Promise<SearchPage> {
  const after = readLineCursor(query.after);
  const { stop, hits: found, ...page } = await new Walk(query, { reader, pattern, match, after }).run();
  const hits: SearchHit[] = [];
  for (const hit of found) {
    const { place, number, level, text } = hit;
    hits.push({
      ...{ number, timestamp: place.timestamp, ...(level === undefined ? {} : { level }), text },
      ...(hit.around ?? (await linesAround(reader, query, hit))),
      cursor: writeLineCursor(place),
    });
  }
  return { hits, ...page, next: stop && writeLineCursor(stop) };
}
