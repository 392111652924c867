import { Readable } from "node:stream";
import { z } from "zod";
import type { Context } from "../../platform/context";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { RawReply } from "../../platform/reply";
import { wholeLog } from "../log";
import { requireOwner } from "../owners";
import type { WireEvent } from "../schema";
import { wireEvent } from "../wire";

const PLACES = ["asctime", "timestamp", "level", "worker", "msg"] as const;
type Place = (typeof PLACES)[number];
const DEFAULT_FORMAT = "{asctime} {worker} {level} {msg}";

export const downloadTaskLog = query({
  name: "events.download_task_log",
  since: "1.0",
  auth: "user",
  summary: "Download a task's console output",
  request: z.object({
    task: z.string(),
    /** `json`: an object a line; anything else is text. */
    line_type: z.string().nullish(),
    /** Text with {asctime}, {timestamp}, {level}, {worker}, {msg}. */
    line_format: z.string().nullish(),
  }),
  response: z.string(),
  media: "text/plain",
}).handle(async (ctx, input) => {
  const writeLine = (input.line_type ?? "json") === "json" ? jsonLine : textLine(input.line_format ?? DEFAULT_FORMAT);
  await requireOwner(ctx, input.task);
  return new RawReply(
    Readable.from(lines(ctx, input.task, writeLine)),
    "text/plain; charset=utf-8",
    `task_${input.task}.log`,
  );
});

async function* lines(ctx: Context, task: string, writeLine: (event: WireEvent) => string): AsyncGenerator<string> {
  for await (const page of wholeLog(ctx, task)) {
    yield page.map((event) => `${writeLine(wireEvent(event, false))}\n`).join("");
  }
}

/** Without type and task, which are the same in all lines; `asctime` (milliseconds) instead of timestamp (wire-protocol §8.2). */
function jsonLine({ type: _type, task: _task, timestamp, ...event }: WireEvent): string {
  return JSON.stringify({ ...event, asctime: timestamp });
}

/** @throws 400/16 for a place that a line does not have. */
function textLine(format: string): (event: WireEvent) => string {
  const parts = format.split(/\{([^{}]*)\}/);
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1 && !isPlace(part))
      throw errors.fieldsValueError("unknown field in line_format", { field: part });
  }
  return (event) => parts.map((part, index) => (index % 2 === 1 ? fieldText(event, part as Place) : part)).join("");
}

const isPlace = (text: string): text is Place => (PLACES as readonly string[]).includes(text);

function fieldText(event: WireEvent, place: Place): string {
  const value = place === "asctime" ? event.timestamp : event[place];
  return value === undefined || value === null ? "" : String(value);
}
