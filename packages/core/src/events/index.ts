import { service } from "../platform/endpoint";
import { add } from "./endpoints/add";
import { addBatch } from "./endpoints/add_batch";
import { clearScroll } from "./endpoints/clear_scroll";
import { clearTaskLog } from "./endpoints/clear_task_log";
import { debugImages, debugImagesOfIterations, debugImagesOfVariants } from "./endpoints/debug_images";
import { deleteForModel, deleteForTask } from "./endpoints/delete_for_task";
import { downloadTaskLog } from "./endpoints/download_task_log";
import { getDebugImageSample, nextDebugImageSample } from "./endpoints/get_debug_image_sample";
import { getMultiTaskMetrics } from "./endpoints/get_multi_task_metrics";
import { getMultiTaskPlots, getMultiTaskPlotsScrolled } from "./endpoints/get_multi_task_plots";
import { getPlotSample, nextPlotSample } from "./endpoints/get_plot_sample";
import { getScalarMetricData } from "./endpoints/get_scalar_metric_data";
import { getScalarMetricsAndVariants } from "./endpoints/get_scalar_metrics_and_variants";
import { getTaskEvents } from "./endpoints/get_task_events";
import { getTaskLatestScalarValues } from "./endpoints/get_task_latest_scalar_values";
import { getTaskLog, getTaskLogFromEnd, getTaskLogInOrder } from "./endpoints/get_task_log";
import { getTaskMetrics } from "./endpoints/get_task_metrics";
import { getTaskPlots, getTaskPlotsScrolled } from "./endpoints/get_task_plots";
import { getTaskSingleValueMetrics } from "./endpoints/get_task_single_value_metrics";
import { getVectorMetricsAndVariants } from "./endpoints/get_vector_metrics_and_variants";
import { multiTaskScalarMetricsIterHistogram } from "./endpoints/multi_task_scalar_metrics_iter_histogram";
import { plots } from "./endpoints/plots";
import { scalarAggregates } from "./endpoints/scalar_aggregates";
import { scalarCurves } from "./endpoints/scalar_curves";
import { scalarMetricsIterHistogram } from "./endpoints/scalar_metrics_iter_histogram";
import { scalarMetricsIterRaw } from "./endpoints/scalar_metrics_iter_raw";
import { searchLog } from "./endpoints/search_log";
import { vectorMetricsIterHistogram } from "./endpoints/vector_metrics_iter_histogram";

export const events = service("events", {
  add,
  add_batch: addBatch,
  clear_scroll: clearScroll,
  clear_task_log: clearTaskLog,
  debug_images: [debugImages, debugImagesOfIterations, debugImagesOfVariants],
  delete_for_model: deleteForModel,
  delete_for_task: deleteForTask,
  download_task_log: downloadTaskLog,
  get_debug_image_sample: getDebugImageSample,
  get_multi_task_metrics: getMultiTaskMetrics,
  get_multi_task_plots: [getMultiTaskPlots, getMultiTaskPlotsScrolled],
  get_plot_sample: getPlotSample,
  get_scalar_metric_data: getScalarMetricData,
  get_scalar_metrics_and_variants: getScalarMetricsAndVariants,
  get_task_events: getTaskEvents,
  get_task_latest_scalar_values: getTaskLatestScalarValues,
  get_task_log: [getTaskLog, getTaskLogFromEnd, getTaskLogInOrder],
  get_task_metrics: getTaskMetrics,
  get_task_plots: [getTaskPlots, getTaskPlotsScrolled],
  get_task_single_value_metrics: getTaskSingleValueMetrics,
  get_vector_metrics_and_variants: getVectorMetricsAndVariants,
  multi_task_scalar_metrics_iter_histogram: multiTaskScalarMetricsIterHistogram,
  next_debug_image_sample: nextDebugImageSample,
  next_plot_sample: nextPlotSample,
  plots,
  scalar_aggregates: scalarAggregates,
  scalar_curves: scalarCurves,
  scalar_metrics_iter_histogram: scalarMetricsIterHistogram,
  scalar_metrics_iter_raw: scalarMetricsIterRaw,
  search_log: searchLog,
  vector_metrics_iter_histogram: vectorMetricsIterHistogram,
});
