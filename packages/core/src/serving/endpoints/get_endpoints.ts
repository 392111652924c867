import { z } from "zod";
import { query } from "../../platform/endpoint";
import { EndpointRow } from "../schema";
import { type ContainerRow, liveContainers, summarize } from "../store";

export const getEndpoints = query({
  name: "serving.get_endpoints",
  since: "1.0",
  auth: "user",
  summary: "The addresses at which models are served, with their containers added up",
  request: z.object({}),
  response: z.object({ endpoints: z.array(EndpointRow) }),
}).handle(async (ctx) => {
  const byUrl = new Map<string, [ContainerRow, ...ContainerRow[]]>();
  for (const row of await liveContainers(ctx, { endpoint_url: { not: null } })) {
    const url = row.endpoint_url ?? "";
    const known = byUrl.get(url);
    if (known) known.push(row);
    else byUrl.set(url, [row]);
  }
  return {
    endpoints: Array.from(byUrl, ([url, rows]) => ({
      endpoint: rows[0].endpoint_name,
      model: rows[0].model_name,
      url,
      instances: rows.length,
      ...summarize(rows),
    })),
  };
});
