import { service } from "../platform/endpoint";
import { getActivityReport } from "./endpoints/get_activity_report";
import { getAll } from "./endpoints/get_all";
import { getCount } from "./endpoints/get_count";
import { getMetricKeys } from "./endpoints/get_metric_keys";
import { getServiceAgents } from "./endpoints/get_service_agents";
import { getStats } from "./endpoints/get_stats";
import { register } from "./endpoints/register";
import { statusReport } from "./endpoints/status_report";
import { unregister } from "./endpoints/unregister";

export const workers = service("workers", {
  get_activity_report: getActivityReport,
  get_all: getAll,
  get_count: getCount,
  get_metric_keys: getMetricKeys,
  get_service_agents: getServiceAgents,
  get_stats: getStats,
  register,
  status_report: statusReport,
  unregister,
});
