import { z } from "zod";
import { query } from "../../platform/endpoint";
import { API_VERSION } from "../../platform/version";
import { findServerUuid } from "../uuid";

const contract = {
  name: "server.info",
  auth: "user",
  request: z.object({}),
} as const;

/** What every form of the reply has. Builds are not numbered apart from versions. */
const Build = z.object({ version: z.string(), build: z.string(), commit: z.string() });

function buildOf(version: string): z.output<typeof Build> {
  return { version, build: version, commit: "" };
}

export const info = query({
  ...contract,
  since: "2.12",
  summary: "Versions of the server and of its API",
  response: Build.extend({ api_version: z.string() }),
}).handle((ctx) => ({ ...buildOf(ctx.settings.server_version), api_version: API_VERSION }));

export const info2_8 = query({
  ...contract,
  since: "2.8",
  summary: "Version and id of the server",
  response: Build.extend({ uid: z.string() }),
}).handle(async (ctx) => ({ ...buildOf(ctx.settings.server_version), uid: await findServerUuid(ctx.db) }));

export const info1_0 = query({
  ...contract,
  since: "1.0",
  summary: "Version of the server",
  response: Build,
}).handle((ctx) => buildOf(ctx.settings.server_version));
