import type { Floor, MetricSelector, Position, StoredEvent, Summary } from "@limpid/event-store/store";
import { z } from "zod";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { imageFloors } from "./floors";
import { requireOwner } from "./owners";
import { modelEvents, type WireEvent } from "./schema";
import { readScroll, requireScroll, type ScrollKind, writeScroll } from "./scrolls";
import { MAX_PAGE, wireEvent } from "./wire";

/** Fields that get_debug_image_sample and get_plot_sample share. */
export const sampleFields = {
  task: z.string(),
  metric: z.string(),
  /** The newest at or before this iteration; without it the newest of all. */
  iteration: z.number().int().nullish(),
  refresh: z.boolean().nullish(),
  scroll_id: z.string().nullish(),
  /** Going on stays with this metric. */
  navigate_current_metric: z.boolean().nullish(),
  model_events: modelEvents,
};

/** The request of the next_…_sample calls. */
export const NextSampleRequest = z.object({
  task: z.string(),
  scroll_id: z.string().nullish(),
  navigate_earlier: z.boolean().nullish(),
  /** To another iteration, not to a neighbour in this one. */
  next_iteration: z.boolean().nullish(),
  model_events: modelEvents,
});

type Kind = "image" | "plot";

const State = z.object({
  task: z.string(),
  model: z.boolean(),
  /** Null: all metrics. */
  metric: z.string().nullable(),
  /** Where the user is; null when nothing has been found yet. */
  at: z.object({ iter: z.number(), metric: z.string(), variant: z.string().optional() }).nullable(),
});
type State = z.output<typeof State>;

const scrolls = {
  image: { name: "events.image.sample", state: State },
  plot: { name: "events.plot.sample", state: State },
} as const satisfies Record<Kind, ScrollKind<State>>;

/** What a sample call found: one image, or the plots of a metric in one iteration. */
export interface Sample {
  readonly scroll_id: string;
  readonly events: WireEvent[];
  readonly min_iteration: number | null;
  readonly max_iteration: number | null;
}

/** A variant's (images) or metric's (plots) iterations that can be shown. */
interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** The newest sample of a metric (and variant, for images), and a scroll to its neighbours (wire-protocol §8.2). */
export async function getSample(
  ctx: Context,
  kind: Kind,
  input: z.output<z.ZodObject<typeof sampleFields>> & { readonly variant?: string },
): Promise<Sample> {
  const { task, metric, variant, iteration } = input;
  const model = Boolean(input.model_events);
  await requireOwner(ctx, task, model);
  const known = await readScroll(ctx, scrolls[kind], input.scroll_id);
  const there = await contents(ctx, kind, task, [{ metric }]);
  const found = await neighbour(ctx, kind, task, there, {
    metrics: [{ metric, ...(variant === undefined ? {} : { variants: [variant] }) }],
    direction: "desc",
    ...(iteration == null ? {} : { atMost: iteration }),
  });
  const at =
    found ?? (iteration == null ? null : { iter: iteration, metric, ...(variant === undefined ? {} : { variant }) });
  const state: State = { task, model, metric: (input.navigate_current_metric ?? true) ? metric : null, at };
  const scroll_id = await writeScroll(ctx, scrolls[kind], state, known ? (input.scroll_id ?? undefined) : undefined);
  const range = bounds(kind, there, metric, variant);
  return {
    scroll_id,
    events: await load(ctx, kind, state, found),
    min_iteration: range?.min ?? null,
    max_iteration: range?.max ?? null,
  };
}

/**
 * The sample before or after the last one shown, in the order iteration, metric, variant; none at an end, where the place is kept.
 * @throws 400/1104 the scroll is missing, unknown, expired or somebody else's.
 */
export async function nextSample(ctx: Context, kind: Kind, input: z.output<typeof NextSampleRequest>): Promise<Sample> {
  await requireOwner(ctx, input.task, input.model_events);
  const state = await requireScroll(ctx, scrolls[kind], input.scroll_id);
  if (state.task !== input.task || state.model !== Boolean(input.model_events)) throw errors.invalidScrollId();
  const metrics = state.metric === null ? [] : [{ metric: state.metric }];
  const there = await contents(ctx, kind, state.task, metrics);
  const found =
    state.at &&
    (await neighbour(ctx, kind, state.task, there, {
      metrics,
      direction: (input.navigate_earlier ?? true) ? "desc" : "asc",
      after: input.next_iteration ? { iter: state.at.iter } : state.at,
    }));
  const scroll_id = await writeScroll(
    ctx,
    scrolls[kind],
    found ? { ...state, at: found } : state,
    input.scroll_id ?? undefined,
  );
  const range = found && bounds(kind, there, found.metric, found.variant);
  return {
    scroll_id,
    events: await load(ctx, kind, state, found),
    min_iteration: range?.min ?? null,
    max_iteration: range?.max ?? null,
  };
}

function contents(
  ctx: Context,
  kind: Kind,
  task: string,
  metrics: readonly MetricSelector[],
): Promise<readonly Summary[]> {
  return ctx.events.summarize({ owners: [task], kinds: [kind], metrics, urls: kind === "image" });
}

/** Where the next thing to show is: an image, or a metric's plots of one iteration. */
async function neighbour(
  ctx: Context,
  kind: Kind,
  task: string,
  there: readonly Summary[],
  query: {
    readonly metrics: readonly MetricSelector[];
    readonly direction: "asc" | "desc";
    readonly after?: Position;
    readonly atMost?: number;
  },
): Promise<{ iter: number; metric: string; variant?: string } | null> {
  const { events } = await ctx.events.scan({
    owner: task,
    kind,
    metrics: query.metrics,
    order: "iter",
    direction: query.direction,
    limit: 1,
    after: query.after,
    ...(query.atMost === undefined ? {} : { iter: { lte: query.atMost } }),
    floors: floorsOf(kind, there),
    bodies: false,
  });
  const [event] = events;
  if (!event) return null;
  const { iter = 0, metric, variant } = event;
  return { iter, metric, ...(kind === "image" ? { variant } : {}) };
}

function floorsOf(kind: Kind, there: readonly Summary[]): Floor[] {
  return kind === "image" ? imageFloors(there, "sample") : [];
}

async function load(
  ctx: Context,
  kind: Kind,
  { task, model }: State,
  at: { iter: number; metric: string; variant?: string } | null,
): Promise<WireEvent[]> {
  if (!at) return [];
  const { events } = await ctx.events.scan({
    owner: task,
    kind,
    metrics: [{ metric: at.metric, ...(at.variant === undefined ? {} : { variants: [at.variant] }) }],
    order: "iter",
    direction: "asc",
    iter: { gte: at.iter, lte: at.iter },
    limit: MAX_PAGE,
  });
  return events.map((event: StoredEvent) => wireEvent(event, model));
}

function bounds(kind: Kind, there: readonly Summary[], metric: string, variant: string | undefined): Bounds | null {
  const floors = new Map(
    floorsOf(kind, there).map((floor) => [JSON.stringify([floor.metric, floor.variant]), floor.iter]),
  );
  const ranges = there
    .filter((summary) => summary.metric === metric && (variant === undefined || summary.variant === variant))
    .flatMap(({ metric, variant, min_iter, max_iter }) =>
      min_iter === undefined || max_iter === undefined
        ? []
        : [{ min: floors.get(JSON.stringify([metric, variant])) ?? min_iter, max: max_iter }],
    );
  if (ranges.length === 0) return null;
  return { min: Math.min(...ranges.map(({ min }) => min)), max: Math.max(...ranges.map(({ max }) => max)) };
}
