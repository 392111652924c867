import { service } from "../platform/endpoint";
import { containerStatusReport } from "./endpoints/container_status_report";
import { getEndpointDetails } from "./endpoints/get_endpoint_details";
import { getEndpointMetricsHistory } from "./endpoints/get_endpoint_metrics_history";
import { getEndpoints } from "./endpoints/get_endpoints";
import { getLoadingInstances } from "./endpoints/get_loading_instances";
import { registerContainer } from "./endpoints/register_container";
import { unregisterContainer } from "./endpoints/unregister_container";

export const serving = service("serving", {
  container_status_report: containerStatusReport,
  get_endpoint_details: getEndpointDetails,
  get_endpoint_metrics_history: getEndpointMetricsHistory,
  get_endpoints: getEndpoints,
  get_loading_instances: getLoadingInstances,
  register_container: registerContainer,
  unregister_container: unregisterContainer,
});
