import type { Floor, MetricSelector } from "@limpid/event-store/store";
import { z } from "zod";
import type { Context } from "../platform/context";
import { imageFloors } from "./floors";
import { requireOwners } from "./owners";
import { modelEvents, TaskMetric, type Windows } from "./schema";
import { readScroll, type ScrollKind, writeScroll } from "./scrolls";
import { wireEvent } from "./wire";

/** The request of debug_images and plots. */
export const WindowsRequest = z.object({
  metrics: z.array(TaskMetric).min(1),
  /** Iterations in a window. */
  iters: z.number().int().min(1).max(1000).default(1),
  navigate_earlier: z.boolean().nullish(),
  /** Back to the newest iterations. */
  refresh: z.boolean().nullish(),
  scroll_id: z.string().nullish(),
  model_events: modelEvents,
});

const State = z.object({
  /** What was asked for; another question starts anew. */
  question: z.string(),
  /** By task the newest and the oldest iteration shown. */
  shown: z.record(z.string(), z.object({ newest: z.number(), oldest: z.number() })),
});
type Shown = z.output<typeof State>["shown"];

/** Metrics asked for of each task; an empty list means all. */
function byTask(metrics: z.output<typeof WindowsRequest>["metrics"]): Map<string, MetricSelector[]> {
  const whole = new Set(metrics.filter(({ metric }) => metric == null).map(({ task }) => task));
  const tasks = new Map<string, MetricSelector[]>();
  for (const { task, metric, variants } of metrics) {
    const selected = tasks.get(task) ?? [];
    if (metric != null && !whole.has(task)) selected.push({ metric, ...(variants?.length ? { variants } : {}) });
    tasks.set(task, selected);
  }
  return tasks;
}

/**
 * The newest iterations with their images or plots, and by the same scroll id the ones before or after: a window over each task's own
 * iterations. At an end the window stays where it was and the answer is empty (wire-protocol §8.2).
 */
export async function readWindows(
  ctx: Context,
  kind: "image" | "plot",
  input: z.output<typeof WindowsRequest>,
): Promise<z.output<typeof Windows>> {
  const tasks = byTask(input.metrics);
  await requireOwners(ctx, [...tasks.keys()], input.model_events);
  const scroll: ScrollKind<z.output<typeof State>> = { name: `events.${kind}.windows`, state: State };
  const question = JSON.stringify([[...tasks], Boolean(input.model_events)]);
  const found = await readScroll(ctx, scroll, input.scroll_id);
  const before = found && found.question === question && !input.refresh ? found.shown : {};
  const shown: Shown = { ...before };
  const metrics = await Promise.all(
    Array.from(tasks, async ([task, selected]) => {
      const iterations = await readWindow(ctx, kind, task, selected, input, before[task]);
      const [newest, oldest] = [iterations[0], iterations.at(-1)];
      if (newest && oldest) shown[task] = { newest: newest.iter, oldest: oldest.iter };
      return { task, iterations };
    }),
  );
  const scroll_id = await writeScroll(
    ctx,
    scroll,
    { question, shown },
    found ? (input.scroll_id ?? undefined) : undefined,
  );
  return { scroll_id, metrics };
}

/** The iterations of one window, newest first. @param before the window to go on from; none for the newest iterations */
export async function readWindow(
  ctx: Context,
  kind: "image" | "plot",
  task: string,
  metrics: readonly MetricSelector[],
  {
    iters,
    navigate_earlier,
    model_events,
  }: Pick<z.output<typeof WindowsRequest>, "iters" | "navigate_earlier" | "model_events">,
  before?: Shown[string],
) {
  const earlier = navigate_earlier ?? true;
  const events = await ctx.events.latest({
    owners: [task],
    kind,
    metrics,
    iters,
    per: "owner",
    floors: kind === "image" ? { [task]: await windowFloors(ctx, task, metrics) } : undefined,
    ...(before ? { iter: earlier ? { lt: before.oldest } : { gt: before.newest } } : {}),
    ...(before && !earlier ? { nearest: "oldest" as const } : {}),
  });
  const byIter = new Map<number, (typeof events)[number][]>();
  for (const event of events) byIter.set(event.iter, [...(byIter.get(event.iter) ?? []), event]);
  return Array.from(byIter, ([iter, group]) => ({
    iter,
    events: group.map((event) => wireEvent(event, Boolean(model_events))),
  })).sort((one, other) => other.iter - one.iter);
}

async function windowFloors(ctx: Context, task: string, metrics: readonly MetricSelector[]): Promise<Floor[]> {
  return imageFloors(await ctx.events.summarize({ owners: [task], kinds: ["image"], metrics, urls: true }), "window");
}
