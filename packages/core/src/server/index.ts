import { service } from "../platform/endpoint";
import { config } from "./endpoints/config";
import { endpoints } from "./endpoints/endpoints";
import { getStats } from "./endpoints/get_stats";
import { info, info1_0, info2_8 } from "./endpoints/info";
import { reportStatsOption } from "./endpoints/report_stats_option";

export const server = service("server", {
  config,
  endpoints,
  get_stats: getStats,
  info: [info, info2_8, info1_0],
  report_stats_option: reportStatsOption,
});
