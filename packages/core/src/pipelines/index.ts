import { service } from "../platform/endpoint";
import { deleteRuns } from "./endpoints/delete_runs";
import { startPipeline } from "./endpoints/start_pipeline";

export const pipelines = service("pipelines", {
  delete_runs: deleteRuns,
  start_pipeline: startPipeline,
});
