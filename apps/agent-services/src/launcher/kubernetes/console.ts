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

/** From when on the cluster has to give lines, to get all that come after a place; it knows whole seconds only. */
export function sinceOf({ stdout }: ConsolePlace): string | undefined {
  const done = readPosition(stdout);
  return done && `${done.time.slice(0, 19)}Z`;
}

/** With nine digits of a second, so that times compare as texts. */
function fixed(time: string): string {
  const [, whole = "", fraction = ""] = /^([\dT:-]+)(?:\.(\d+))?Z$/.exec(time) ?? [];
  return `${whole}.${fraction.padEnd(9, "0")}Z`;
}

/** The records of a pod's log (with time stamps) that come after a place. Kubernetes gives both streams as one. */
export async function* readLog(source: AsyncIterable<Buffer>, { stdout }: ConsolePlace): AsyncGenerator<ConsoleRecord> {
  const done = readPosition(stdout);
  let seen: Count | undefined;
  let rest: Buffer = Buffer.alloc(0);
  /** Of the line in hand; undefined before its time stamp is read. */
  let time: string | undefined;
  const record = (data: Buffer, of: string): ConsoleRecord | null => {
    seen = { time: of, count: seen?.time === of ? seen.count + 1 : 1 };
    if (done && (seen.time < done.time || (seen.time === done.time && seen.count <= done.count))) return null;
    return { stream: "stdout", time: Date.parse(of), data: Buffer.from(data), position: positionOf(seen) };
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
      if (one) yield one;
    }
  }
  const last = time !== undefined && rest.length > 0 ? record(rest, time) : null;
  if (last) yield last;
}
