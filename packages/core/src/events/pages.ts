import { CursorError, type Kind, type MetricSelector } from "@limpid/event-store/store";
import { z } from "zod";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import type { WireEvent } from "./schema";
import { requireScroll, type ScrollKind, writeScroll } from "./scrolls";
import { pageSize, wireEvent } from "./wire";

const State = z.object({
  task: z.string(),
  /** The kind being read, of those asked for. */
  kind: z.number().int(),
  /** Null: from the start. */
  cursor: z.string().nullable(),
  total: z.number().nullable(),
});

/** Each page has a scroll of its own, so a client that repeats a call gets the same page. */
const scroll: ScrollKind<z.output<typeof State>> = { name: "events.page", state: State };

/** What is read page by page. */
export interface PageRequest {
  readonly task: string;
  /** Read one after the other. */
  readonly kinds: readonly Kind[];
  readonly direction: "asc" | "desc";
  /** In order of time, not of iteration. */
  readonly byTime?: boolean;
  readonly metrics?: readonly MetricSelector[];
  readonly batch_size?: number | null;
  readonly scroll_id?: string | null;
  readonly model_events?: boolean | null;
  readonly count_total?: boolean | null;
}

/**
 * The next page of a task's events; an empty one is the end.
 * @throws 400/1104 the scroll is unknown, expired, somebody else's or of another task.
 */
export async function readPage(ctx: Context, request: PageRequest) {
  const { task, kinds, direction, metrics } = request;
  const state = request.scroll_id
    ? await requireScroll(ctx, scroll, request.scroll_id)
    : { task, kind: 0, cursor: null, total: null };
  if (state.task !== task) throw errors.invalidScrollId();
  const total = (request.count_total ?? true) ? (state.total ?? (await count(ctx, request))) : null;
  const events: WireEvent[] = [];
  const limit = pageSize(request.batch_size, 500);
  let { kind: index, cursor } = state;
  while (events.length < limit) {
    const kind = kinds[index];
    if (!kind) break;
    const page = await ctx.events
      .scan({
        owner: task,
        kind,
        metrics,
        order: request.byTime || kind === "log" ? "timestamp" : "iter",
        direction,
        limit: limit - events.length,
        ...(cursor === null ? {} : { after: cursor }),
      })
      .catch((error: unknown) => {
        throw error instanceof CursorError ? errors.invalidScrollId() : error;
      });
    events.push(...page.events.map((event) => wireEvent(event, Boolean(request.model_events))));
    cursor = page.next;
    if (events.length >= limit || index === kinds.length - 1) break;
    index++;
    cursor = null;
  }
  const scroll_id = await writeScroll(ctx, scroll, { task, kind: index, cursor, total });
  return { events, returned: events.length, total, scroll_id };
}

async function count(ctx: Context, { task, kinds, metrics }: PageRequest): Promise<number> {
  const found = await ctx.events.summarize({ owners: [task], kinds, metrics });
  return found.reduce((sum, { count }) => sum + count, 0);
}
