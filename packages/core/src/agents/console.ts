import { z } from "zod";
import { addEvents } from "../events/ingest";
import type { Context } from "../platform/context";
import { ProtocolError } from "../platform/errors";

/** One line of a task's console. */
export interface RunLine {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly text: string;
}

/** Stands in the last line of every batch that an agent has stored, and with it or not at all: so it knows after a crash where to go on. */
const Mark = z.object({
  run: z.string(),
  /** Counts up from 1. */
  batch: z.number().int(),
  /** The agent's own words for the place in the console. */
  place: z.unknown(),
});
export type ConsoleMark = z.output<typeof Mark>;

/** The field of console lines that has the mark. */
const FIELD = "limpid_run";

/** Lines that are looked through for a mark; batches are smaller. */
const LOOKED_THROUGH = 2000;

/**
 * Adds a batch of lines to a task's console, whole or not at all. What a task still says after it was published belongs to it too.
 * @returns false when the task is gone.
 */
export async function appendConsole(
  ctx: Context,
  { task, worker }: { readonly task: string; readonly worker: string },
  lines: readonly RunLine[],
  mark: ConsoleMark,
): Promise<boolean> {
  const events = lines.map(({ time, text }, index) => ({
    type: "log",
    task,
    worker,
    level: "info",
    timestamp: time,
    msg: text,
    allow_locked: true,
    ...(index === lines.length - 1 ? { [FIELD]: mark } : {}),
  }));
  try {
    await addEvents(ctx, events);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 400 && error.subcode === 131) return false;
    throw error;
  }
}

/** The newest mark of a run; null when it has said nothing yet. */
export async function lastConsoleMark(ctx: Context, task: string, run: string): Promise<ConsoleMark | null> {
  let newest: ConsoleMark | null = null;
  const { events } = await ctx.events.scan({
    owner: task,
    kind: "log",
    order: "timestamp",
    direction: "desc",
    limit: LOOKED_THROUGH,
  });
  for (const { extra } of events) {
    const { data } = Mark.safeParse(extra?.[FIELD]);
    // clocks are not in step: the newest line need not be of the newest batch
    if (data?.run === run && data.batch > (newest?.batch ?? 0)) newest = data;
  }
  return newest;
}
