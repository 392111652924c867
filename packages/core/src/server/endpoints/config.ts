import { z } from "zod";
import { TOKEN_DEFAULT_SEC, TOKEN_MAX_SEC } from "../../auth/tokens";
import { isObject } from "../../platform/documents";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import type { Settings } from "../../platform/settings";

export const config = query({
  name: "server.config",
  since: "1.0",
  auth: ["root", "system"],
  summary: "Settings in force, or the part of them at a path; no secrets",
  request: z.object({ path: z.string().nullish() }),
  response: z.unknown(),
}).handle((ctx, { path }) => {
  let part: unknown = settingsInForce(ctx.settings);
  for (const key of path ? path.split(".") : []) {
    if (!isObject(part) || !Object.hasOwn(part, key)) throw errors.fieldsValueError("no such setting", { path });
    part = part[key];
  }
  return part;
});

/** Under the names that ClearML's configuration has for them. Named one by one: the token secret must never get in here. */
function settingsInForce(settings: Settings) {
  return {
    hosts: { web_server: settings.web_url, api_server: settings.api_url, files_server: settings.files_url },
    apiserver: {
      version: settings.server_version,
      auth: {
        fixed_users: { enabled: true },
        default_expiration_sec: TOKEN_DEFAULT_SEC,
        max_expiration_sec: TOKEN_MAX_SEC,
      },
    },
    services: { tasks: { non_responsive_tasks_watchdog: { threshold_sec: settings.task_timeout_sec } } },
  };
}
