import { z } from "zod";
import { query } from "../../platform/endpoint";
import { ANONYMOUS } from "../../platform/identity";

export const supportedModes = query({
  name: "login.supported_modes",
  since: "1.0",
  auth: "optional",
  summary: "How people log in here, and whether the caller is logged in",
  request: z.object({}),
  response: z.object({
    basic: z.object({
      enabled: z.boolean(),
      guest: z.object({ enabled: z.boolean(), name: z.string(), username: z.string(), password: z.string() }),
    }),
    sso: z.record(z.string(), z.string()),
    sso_providers: z.array(z.object({})),
    server_errors: z.object({ missed_es_upgrade: z.boolean(), es_connection_error: z.boolean() }),
    authenticated: z.boolean(),
  }),
}).handle((ctx) => ({
  basic: { enabled: true, guest: { enabled: false, name: "", username: "", password: "" } },
  sso: {},
  sso_providers: [],
  server_errors: { missed_es_upgrade: false, es_connection_error: false },
  authenticated: ctx.identity.user !== ANONYMOUS.user,
}));
