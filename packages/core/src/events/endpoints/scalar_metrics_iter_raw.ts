import { CursorError, type ScalarEvent, SINGLE_VALUE_ITER } from "@limpid/event-store/store";
import { z } from "zod";
import type { Context } from "../../platform/context";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { isoTime } from "../curves";
import { requireOwner } from "../owners";
import { MetricVariants, modelEvents, ScalarKey } from "../schema";
import { requireScroll, type ScrollKind, writeScroll } from "../scrolls";
import { selectors } from "../wire";

const DEFAULT_BATCH = 10_000;
const MAX_BATCH = 200_000;

const State = z.object({ question: z.string(), cursor: z.string().nullable(), total: z.number().nullable() });
const scroll: ScrollKind<z.output<typeof State>> = { name: "events.raw", state: State };

/** Columns of a variant: `y`, and the key's column. */
type Columns = Record<string, (number | string)[]>;

const Request = z.object({
  task: z.string(),
  metric: MetricVariants,
  key: ScalarKey.nullish(),
  /** Points at most; 0 is the default, more than 200,000 are never given. */
  batch_size: z.number().int().min(0).nullish(),
  count_total: z.boolean().nullish(),
  scroll_id: z.string().nullish(),
  model_events: modelEvents,
});

export const scalarMetricsIterRaw = query({
  name: "events.scalar_metrics_iter_raw",
  since: "2.16",
  auth: "user",
  summary: "Scroll through all points of a scalar metric",
  request: Request,
  response: z.object({
    variants: z.record(z.string(), z.record(z.string(), z.array(z.union([z.number(), z.string()])))),
    returned: z.number().int(),
    total: z.number().int().nullable(),
    scroll_id: z.string(),
  }),
}).handle(async (ctx, input) => {
  await requireOwner(ctx, input.task, input.model_events);
  const key = input.key ?? "iter";
  const question = JSON.stringify([input.task, input.metric.metric, input.metric.variants ?? [], key]);
  const state = input.scroll_id
    ? await requireScroll(ctx, scroll, input.scroll_id)
    : { question, cursor: null, total: null };
  if (state.question !== question) throw errors.invalidScrollId();
  const page = await ctx.events
    .scan({
      owner: input.task,
      kind: "scalar",
      metrics: selectors([input.metric]),
      order: key === "iter" ? "iter" : "timestamp",
      direction: "asc",
      limit: Math.min(input.batch_size || DEFAULT_BATCH, MAX_BATCH),
      iter: { gt: SINGLE_VALUE_ITER },
      ...(state.cursor === null ? {} : { after: state.cursor }),
    })
    .catch((error: unknown) => {
      throw error instanceof CursorError ? errors.invalidScrollId() : error;
    });
  const total = state.total ?? (input.count_total ? await countPoints(ctx, input) : null);
  const scroll_id = await writeScroll(ctx, scroll, { question, cursor: page.next, total });
  const points = page.events as readonly ScalarEvent[];
  return { variants: columns(points, key), returned: points.length, total, scroll_id };
});

function columns(points: readonly ScalarEvent[], key: z.output<typeof ScalarKey>): Record<string, Columns> {
  const variants: Record<string, Columns> = Object.create(null);
  const name = key === "iter" ? "iter" : "timestamp";
  for (const { variant, iter, timestamp, value } of points) {
    if (value === undefined) continue;
    let found = variants[variant];
    if (!found) {
      found = { y: [], [name]: [] };
      variants[variant] = found;
    }
    found.y?.push(value);
    found[name]?.push(key === "iter" ? iter : key === "timestamp" ? timestamp : isoTime(timestamp));
  }
  return variants;
}

async function countPoints(ctx: Context, input: z.output<typeof Request>): Promise<number> {
  const found = await ctx.events.summarize({
    owners: [input.task],
    kinds: ["scalar"],
    metrics: selectors([input.metric]),
  });
  return found.reduce((sum, { count, single }) => sum + count - (single ? 1 : 0), 0);
}
