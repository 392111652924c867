import type { MetricSelector, StoredEvent } from "@limpid/event-store/store";
import type { Context } from "../platform/context";
import { MAX_PAGE } from "./wire";

/** All console lines of a task from the oldest on, a page at a time. */
export async function* wholeLog(
  ctx: Pick<Context, "events">,
  task: string,
  metrics: readonly MetricSelector[] = [],
): AsyncGenerator<readonly StoredEvent[]> {
  let after: string | undefined;
  for (;;) {
    const page = await ctx.events.scan({
      owner: task,
      kind: "log",
      metrics,
      order: "timestamp",
      direction: "asc",
      limit: MAX_PAGE,
      after,
    });
    if (page.events.length === 0) return;
    yield page.events;
    if (page.next === null) return;
    after = page.next;
  }
}
