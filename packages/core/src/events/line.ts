import type { ImageEvent, LogEvent, PlotEvent, VectorEvent } from "@limpid/event-store/store";
import { unstorable } from "../platform/documents";
import { EVENT_TYPES, type EventType } from "./schema";

/** Why a line is not stored; the text goes into `errors_info`, so it names causes and not values. */
export class BadLine extends Error {}

/** A line of a batch in our own terms; what belongs to one type only is still unread in `fields`. */
export interface Line {
  readonly type: EventType;
  readonly owner: string;
  readonly model: boolean;
  readonly allowLocked: boolean;
  /** Undefined when it came without one. */
  readonly iter: number | undefined;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly metric: string;
  readonly variant: string;
  readonly worker: string;
  readonly key: string | undefined;
  readonly fields: Record<string, unknown>;
  /** Fields that no type knows; kept as they came. */
  readonly extra: Record<string, unknown> | undefined;
}

/** What a line without them gets. */
export interface LineDefaults {
  readonly now: number;
  readonly worker: string;
}

/** Beyond this the sums behind `mean_value` could overflow. */
export const MAX_VALUE = 1e300;
const MAX_OWNER_LENGTH = 255;
const TYPES: ReadonlySet<unknown> = new Set(EVENT_TYPES);

/** Fields of one type only, read by {@link scalarValue} and {@link storedEvent}; everywhere else they are extra. */
const OWN_FIELDS: Readonly<Record<EventType, ReadonlySet<string>>> = {
  training_stats_scalar: new Set(["value", "values", "x_axis_label"]),
  training_stats_vector: new Set(["values"]),
  training_debug_image: new Set(["url"]),
  plot: new Set(["plot_str", "plot_len", "source_urls"]),
  log: new Set(["level", "msg"]),
};

/**
 * Reads one line of a batch (wire-protocol §8.1): the hot path, hand-checked instead of zod.
 * @throws BadLine
 */
export function readLine(source: Readonly<Record<string, unknown>>, defaults: LineDefaults): Line {
  const type = eventType(source.type);
  const own = OWN_FIELDS[type];
  let extra: Record<string, unknown> | undefined;
  for (const name in source) {
    switch (name) {
      case "type":
      case "task":
      case "model":
      case "iter":
      case "timestamp":
      case "ts":
      case "metric":
      case "variant":
      case "worker":
      case "key":
      case "model_event":
      case "allow_locked":
      case "skip_validation":
        break;
      default:
        if (own.has(name) || source[name] === null) break;
        // Without a prototype a key called __proto__ is a key like any other.
        extra ??= Object.create(null) as Record<string, unknown>;
        extra[name] = furtherValue(source[name]);
    }
  }
  const model = source.model_event === true;
  const { iter, key } = source;
  return {
    type,
    owner: ownerId(model ? (source.task ?? source.model) : source.task),
    model,
    allowLocked: source.allow_locked === true,
    iter: iter === undefined || iter === null ? undefined : integer("iter", iter),
    timestamp: integer("timestamp", source.timestamp ?? source.ts ?? defaults.now),
    metric: name("metric", source.metric),
    variant: name("variant", source.variant),
    worker: name("worker", source.worker) || defaults.worker,
    key: key === undefined || key === null ? undefined : name("key", key),
    fields: source,
    extra,
  };
}

function eventType(value: unknown): EventType {
  if (TYPES.has(value)) return value as EventType;
  const spelled = typeof value === "string" ? value.replaceAll(" ", "_") : value;
  if (TYPES.has(spelled)) return spelled as EventType;
  throw new BadLine("unknown event type");
}

function ownerId(value: unknown): string {
  if (value === undefined || value === null || value === "") throw new BadLine("event without task");
  if (typeof value !== "string" || value.length > MAX_OWNER_LENGTH || value.includes("\0"))
    throw new BadLine("invalid task id");
  return value;
}

function integer(field: string, value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || Number.isNaN(number)) throw new BadLine(`${field} is not a number`);
  const whole = Math.trunc(number);
  if (!Number.isSafeInteger(whole)) throw new BadLine(`${field} is out of range`);
  return whole + 0;
}

/** A text that can be stored, compared and hashed: PostgreSQL refuses NUL, and halves of surrogate pairs are no Unicode. */
function name(field: string, value: unknown): string {
  if (typeof value === "string") {
    if (value.includes("\0")) throw new BadLine(`${field} contains a NUL character`);
    return value.toWellFormed();
  }
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new BadLine(`${field} is not a text`);
}

/** Any JSON that can be written again. */
function furtherValue(value: unknown): unknown {
  const reason = typeof value === "object" ? unstorable(value) : null;
  if (reason) throw new BadLine(reason);
  return value;
}

const optionalName = (field: string, value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : name(field, value);

/** The number of a scalar; undefined when it came without one. @throws BadLine */
export function scalarValue({ fields }: Line): number | undefined {
  const value = fields.value ?? fields.values;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || Number.isNaN(value)) throw new BadLine("value is not a number");
  if (Math.abs(value) > MAX_VALUE) throw new BadLine("value is out of range");
  return value;
}

/** The x axis label of a scalar. @throws BadLine */
export const axisLabel = ({ fields }: Line): string | undefined => optionalName("x_axis_label", fields.x_axis_label);

/** An event that is not a scalar, as the store takes it. @throws BadLine */
export function storedEvent(line: Line): VectorEvent | ImageEvent | PlotEvent | LogEvent {
  const { owner, timestamp, metric, variant, worker, key, extra, fields } = line;
  const iter = line.iter ?? 0;
  switch (line.type) {
    case "training_stats_vector": {
      const values = numbers(fields.values);
      return { kind: "vector", owner, iter, timestamp, metric, variant, worker, key, extra, values };
    }
    case "training_debug_image": {
      const url = optionalName("url", fields.url);
      return { kind: "image", owner, iter, timestamp, metric, variant, worker, key, extra, url };
    }
    case "plot": {
      const figure = plot(fields.plot_str, extra);
      return { kind: "plot", owner, iter, timestamp, metric, variant, worker, key, ...figure };
    }
    default: {
      const level = optionalName("level", fields.level);
      const msg = message(fields.msg);
      return { kind: "log", owner, iter: line.iter, timestamp, metric, variant, worker, key, extra, level, msg };
    }
  }
}

function numbers(value: unknown): number[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === "number" && Number.isFinite(one))) {
    throw new BadLine("values is not a list of numbers");
  }
  return value as number[];
}

function message(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  return typeof value === "object" ? JSON.stringify(furtherValue(value)) : String(value);
}

/** A figure with its length and the addresses of images in it, which are deleted with it (wire-protocol §8.1). */
function plot(plotStr: unknown, extra: Line["extra"]): Pick<PlotEvent, "plot_str" | "extra"> {
  if (plotStr === undefined || plotStr === null) return { extra };
  if (typeof plotStr !== "string") throw new BadLine("plot_str is not a text");
  const source_urls = imageSources(plotStr);
  const known = { plot_len: plotStr.length, ...(source_urls.length > 0 ? { source_urls } : {}) };
  return { plot_str: plotStr, extra: { ...extra, ...known } };
}

const SOURCE = /"source"\s*:\s*("(?:[^"\\]|\\.){1,4096}")/g;

function imageSources(figure: string): string[] {
  if (!figure.includes('"source"')) return [];
  const found = new Set<string>();
  for (const [, quoted = ""] of figure.matchAll(SOURCE)) {
    const url = unquote(quoted);
    if (url && /^[a-z][a-z0-9+.-]*:\/\//i.test(url)) found.add(url);
  }
  return [...found];
}

function unquote(text: string): string | null {
  try {
    return JSON.parse(text) as string;
  } catch {
    return null;
  }
}
