import { z } from "zod";
import { query } from "../../platform/endpoint";
import { getSample, NextSampleRequest, nextSample, sampleFields } from "../samples";
import { WireEvent } from "../schema";

const PlotSample = z.object({
  scroll_id: z.string(),
  /** All variants of the metric in one iteration. */
  events: z.array(WireEvent),
  min_iteration: z.number().int().nullable(),
  max_iteration: z.number().int().nullable(),
});

export const getPlotSample = query({
  name: "events.get_plot_sample",
  since: "1.0",
  auth: "user",
  summary: "Read a metric's plots of one iteration and open a scroll to its neighbours",
  request: z.object(sampleFields),
  response: PlotSample,
}).handle((ctx, input) => getSample(ctx, "plot", input));

export const nextPlotSample = query({
  name: "events.next_plot_sample",
  since: "1.0",
  auth: "user",
  summary: "Read the plots before or after the last ones shown",
  request: NextSampleRequest,
  response: PlotSample,
}).handle((ctx, input) => nextSample(ctx, "plot", input));
