import { z } from "zod";
import { entities } from "../../entities";
import { readLatest } from "../../events/latest";
import { type EventOwner, requireOwners } from "../../events/owners";
import { MetricVariants, Samples, ScalarKey, TaskWindow } from "../../events/schema";
import {
  ComparedCurves,
  ComparedPlots,
  compareCurves,
  comparePlots,
  readSingleValues,
  SingleValues,
} from "../../events/side_by_side";
import { readWindow } from "../../events/windows";
import { selectors } from "../../events/wire";
import type { Context } from "../../platform/context";
import { query } from "../../platform/endpoint";
import { findDocuments } from "../../platform/find/find";
import { listReply } from "../../platform/find/reply";
import { queryFields } from "../../platform/find/request";

const metrics = z.array(MetricVariants).nullish();
const iters = z.number().int().min(1).max(1000).default(1);

const parts = {
  debug_images: z.object({ iters, metrics }).nullish(),
  plots: z.object({ iters, metrics, last_iters_per_task_metric: z.boolean().nullish() }).nullish(),
  scalar_metrics_iter_histogram: z.object({ samples: Samples, key: ScalarKey.nullish(), metrics }).nullish(),
  single_value_metrics: z.object({ metrics }).nullish(),
  /** The query is of models, and so are the events. */
  model_events: z.boolean().nullish(),
};
type Parts = z.output<z.ZodObject<typeof parts>>;

/** What a report's widgets show: a task query and the events of what it finds (wire-protocol §12). Parts come when they are asked for. */
export const getTaskData = query({
  name: "reports.get_task_data",
  since: "1.0",
  auth: "user",
  summary: "The tasks or models that match, with their curves, plots, images and single values",
  request: z.looseObject({ ...queryFields(entities.task), ...parts }),
  response: listReply("tasks").extend({
    debug_images: z.array(TaskWindow).optional(),
    plots: ComparedPlots.optional(),
    scalar_metrics_iter_histogram: ComparedCurves.optional(),
    single_value_metrics: z.array(SingleValues).optional(),
  }),
}).handle(async (ctx, input) => {
  const entity = input.model_events ? entities.model : entities.task;
  const { documents, ...scroll } = await findDocuments(ctx, entity, input, { mode: "get_all_ex" });
  const ids = documents.map(({ id }) => String(id));
  const owners = await requireOwners(ctx, ids, input.model_events);
  return { tasks: documents, ...scroll, ...(await readParts(ctx, owners, input)) };
});

async function readParts(ctx: Context, owners: readonly EventOwner[], asked: Parts) {
  const { debug_images, plots, scalar_metrics_iter_histogram: curves, single_value_metrics: singles } = asked;
  const { model_events } = asked;
  return {
    ...(debug_images && {
      debug_images: await Promise.all(
        owners.map(async ({ id }) => ({
          task: id,
          iterations: await readWindow(ctx, "image", id, selectors(debug_images.metrics), {
            iters: debug_images.iters,
            model_events,
          }),
        })),
      ),
    }),
    ...(plots && { plots: await newestPlots(ctx, owners, plots, model_events) }),
    ...(curves && {
      scalar_metrics_iter_histogram: await compareCurves(ctx, owners, {
        metrics: selectors(curves.metrics),
        samples: curves.samples,
        key: curves.key ?? "iter",
      }),
    }),
    ...(singles && { single_value_metrics: await readSingleValues(ctx, owners, selectors(singles.metrics)) }),
  };
}

async function newestPlots(
  ctx: Context,
  owners: readonly EventOwner[],
  asked: NonNullable<Parts["plots"]>,
  model_events: Parts["model_events"],
) {
  const { events } = await readLatest(ctx, {
    owners,
    kind: "plot",
    iters: asked.iters,
    per: (asked.last_iters_per_task_metric ?? true) ? "metric" : "owner",
    metrics: selectors(asked.metrics),
    model_events,
  });
  return comparePlots(events, owners);
}
