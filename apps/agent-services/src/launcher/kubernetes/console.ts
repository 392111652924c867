import type { ConsolePlace, ConsoleRecord } from "../launcher";

/** A longer line comes in pieces of so many bytes, counted from its beginning: so they are the same however it arrives. */
const PIECE = 16 * 1024;

/** How many records bear the time of the last one. */
interface Count {
  time: string;
  count: number;
}

const positionOf = ({ time, count }: Count) => `${time}#${count}`;

function readPosition(position: string | undefined): Count | undefined {
  const [time = "", count = ""] = position?.split("#") ?? [];
  return position ? { time, count: Number(count) } : undefined;
}

/**
 * The two streams get their times apart, then a lock for their place in the log: a line may be older than the one before it, but not by
 * so many milliseconds.
 */
const DISORDER_MS = 1000;

/** From when on the cluster has to give lines, to get all that come after a place; it knows whole seconds only. */
export function sinceOf({ stdout }: ConsolePlace): string | undefined {
  const done = readPosition(stdout);
  return done && `${new Date(Date.parse(done.time) - DISORDER_MS).toISOString().slice(0, 19)}Z`;
}

/** With nine digits of a second, so that times compare as texts. */
function fixed(time: string): string {
  const [, whole = "", fraction = ""] = /^([\dT:-]+)(?:\.(\d+))?Z$/.exec(time) ?? [];
  return `${whole}.${fraction.padEnd(9, "0")}Z`;
}

type Numbered = ConsoleRecord & { readonly count: Count };

/**
 * The records of a pod's log (with time stamps) that come after a place: behind its record in the log, whatever their times are. Kubernetes gives
 * both streams as one. When the log has been cut and the record is gone, all that are newer.
 */
export async function* readLog(source: AsyncIterable<Buffer>, { stdout }: ConsolePlace): AsyncGenerator<ConsoleRecord> {
  const done = readPosition(stdout);
  if (done === undefined) {
    for await (const { count, ...one } of numbered(source)) yield one;
    return;
  }
  let found = false;
  /** Newer, but perhaps before the record in the log. */
  let held: ConsoleRecord[] = [];
  for await (const { count, ...one } of numbered(source)) {
    if (found) {
      yield one;
    } else if (count.time === done.time && count.count === done.count) {
      found = true;
      held = [];
    } else if (count.time >= done.time) {
      held.push(one);
      found = one.time > Date.parse(done.time) + DISORDER_MS;
      if (found) yield* held.splice(0);
    }
  }
  yield* held;
}

/** All records of a log, each with its time and its number among those of that time. */
async function* numbered(source: AsyncIterable<Buffer>): AsyncGenerator<Numbered> {
  let seen: Count | undefined;
  let rest: Buffer = Buffer.alloc(0);
  /** Of the line in hand; undefined before its time stamp is read. */
  let time: string | undefined;
  const record = (data: Buffer, of: string): Numbered => {
    seen = { time: of, count: seen?.time === of ? seen.count + 1 : 1 };
    return { stream: "stdout", time: Date.parse(of), data: Buffer.from(data), position: positionOf(seen), count: seen };
  };
  for await (const chunk of source) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length > 0) {
      if (time === undefined) {
        const blank = rest.indexOf(0x20);
        if (blank < 0) break;
        time = fixed(rest.subarray(0, blank).toString("latin1"));
        rest = rest.subarray(blank + 1);
        continue;
      }
      const newline = rest.subarray(0, PIECE).indexOf(0x0a);
      if (newline < 0 && rest.length < PIECE) break;
      const end = newline < 0 ? PIECE : newline + 1;
      const one = record(rest.subarray(0, end), time);
      rest = rest.subarray(end);
      if (newline >= 0) time = undefined;
      yield one;
    }
  }
  if (time !== undefined && rest.length > 0) yield record(rest, time);
}
