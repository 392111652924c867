import { z } from "zod";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { Instance, servedModel } from "../schema";
import { instanceOf, liveContainers, servedModelOf, summarize } from "../store";

export const getEndpointDetails = query({
  name: "serving.get_endpoint_details",
  since: "1.0",
  auth: "user",
  summary: "The model served at an address, and each of its containers",
  request: z.object({ endpoint_url: z.string() }),
  response: z.object({ ...servedModel, instances: z.array(Instance) }),
}).handle(async (ctx, { endpoint_url }) => {
  const rows = await liveContainers(ctx, { endpoint_url });
  const [first] = rows;
  if (!first) throw errors.noContainersForUrl({ url: endpoint_url });
  const { uptime_sec, last_update } = summarize(rows);
  return { ...servedModelOf(first), uptime_sec, last_update, instances: rows.map(instanceOf) };
});
