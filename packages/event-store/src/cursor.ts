import { CursorError, type Position } from "./store";

/** A place between events: everything that orders them. */
export type Place =
  /** Behind the event with these; a Position may leave `metric` or `variant` open: behind all of them. */
  | ({ readonly order: "iter"; readonly key?: string } & Position)
  | {
      readonly order: "timestamp";
      readonly timestamp: number;
      readonly metric: string;
      readonly variant: string;
      readonly key: string;
      readonly iter: number;
    }
  | { readonly order: "arrival"; readonly timestamp: number; readonly arrival: number };

/** A place as opaque text. */
export function writeCursor(place: Place): string {
  const parts =
    place.order === "iter"
      ? ["i", place.iter, place.metric, place.variant, place.key]
      : place.order === "timestamp"
        ? ["t", place.timestamp, place.metric, place.variant, place.key, place.iter]
        : ["a", place.timestamp, place.arrival];
  return toCursor(parts);
}

const toCursor = (parts: readonly unknown[]): string => Buffer.from(JSON.stringify(parts)).toString("base64url");

function parse(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(parts)) return parts;
  } catch {
    // Said below.
  }
  throw new CursorError();
}

const isText = (value: unknown): value is string => typeof value === "string" && !value.includes("\0");
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);

/**
 * The place that a query goes on from.
 * @throws CursorError when the text is not a cursor of that order.
 */
export function readPlace(after: string | Position | undefined, order: Place["order"]): Place | undefined {
  if (after === undefined) return undefined;
  if (typeof after === "object") {
    if (order !== "iter") throw new CursorError();
    return { order, ...after };
  }
  const [letter, first, metric, variant, key, iter] = parse(after);
  if (order === "arrival" && letter === "a" && isInteger(first) && isInteger(metric)) {
    return { order, timestamp: first, arrival: metric };
  }
  if (isInteger(first) && isText(metric) && isText(variant) && isText(key)) {
    if (order === "iter" && letter === "i") return { order, iter: first, metric, variant, key };
    if (order === "timestamp" && letter === "t" && isInteger(iter)) {
      return { order, timestamp: first, metric, variant, key, iter };
    }
  }
  throw new CursorError();
}

/** Where a console line stands in the log: its event, and its number within the event's message. */
export interface LinePlace {
  readonly timestamp: number;
  readonly arrival: number;
  readonly line: number;
}

export const writeLineCursor = ({ timestamp, arrival, line }: LinePlace): string =>
  toCursor(["l", timestamp, arrival, line]);

/** @throws CursorError when the text is not a cursor of a line. */
export function readLineCursor(after: string | undefined): LinePlace | undefined {
  if (after === undefined) return undefined;
  const [letter, timestamp, arrival, line] = parse(after);
  if (letter !== "l" || !isInteger(timestamp) || !isInteger(arrival) || !isInteger(line)) throw new CursorError();
  return { timestamp, arrival, line };
}
