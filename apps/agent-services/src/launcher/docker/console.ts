import type { ConsolePlace, ConsoleRecord, Stream } from "../launcher";

/** Each record comes in a frame: which stream, three zeros, and the length as a big-endian number. */
const HEADER = 8;
const STREAMS: Readonly<Record<number, Stream>> = { 1: "stdout", 2: "stderr" };

interface Frame {
  readonly stream: Stream;
  readonly data: Buffer;
}

/** Cuts the engine's stream into frames, whatever pieces it arrives in. */
async function* frames(source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER) {
      const end = HEADER + rest.readUInt32BE(4);
      if (rest.length < end) break;
      yield { stream: STREAMS[rest[0] ?? 0] ?? "stdout", data: rest.subarray(HEADER, end) };
      rest = rest.subarray(end);
    }
  }
}

/** How many records of a stream bear the time of the last one. */
interface Count {
  time: string;
  count: number;
}

/** Where a record stands: its time with nine digits, and which of those with that time it is. Pieces of one long line share a time. */
const positionOf = ({ time, count }: Count) => `${time}#${count}`;

function readPosition(position: string): Count {
  const [time = "", count = ""] = position.split("#");
  return { time, count: Number(count) };
}

/** Whole seconds since 1970 from which the engine has to give records, to get all that come after a place. */
export function sinceOf(after: ConsolePlace): number {
  const { stdout, stderr } = after;
  if (!stdout || !stderr) return 0;
  const [earlier] = [stdout, stderr].sort() as [string, string];
  return Math.floor(Date.parse(readPosition(earlier).time) / 1000);
}

/**
 * The records of the engine's stream (with time stamps) that come after a place.
 * @param source from {@link sinceOf} on, or earlier.
 */
export async function* readConsole(source: AsyncIterable<Buffer>, after: ConsolePlace): AsyncGenerator<ConsoleRecord> {
  const seen: Partial<Record<Stream, Count>> = {};
  const done: Partial<Record<Stream, Count>> = {};
  for (const stream of Object.values(STREAMS)) {
    const position = after[stream];
    if (position) done[stream] = readPosition(position);
  }
  for await (const { stream, data } of frames(source)) {
    const blank = data.indexOf(0x20);
    const time = data.subarray(0, blank).toString("latin1");
    const before = seen[stream];
    const place = { time, count: before?.time === time ? before.count + 1 : 1 };
    seen[stream] = place;
    if (isBefore(place, done[stream])) continue;
    yield { stream, time: Date.parse(time), data: data.subarray(blank + 1), position: positionOf(place) };
  }
}

function isBefore(place: Count, done: Count | undefined): boolean {
  if (!done) return false;
  return place.time < done.time || (place.time === done.time && place.count <= done.count);
}
