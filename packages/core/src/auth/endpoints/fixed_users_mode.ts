import { z } from "zod";
import { query } from "../../platform/endpoint";

export const fixedUsersMode = query({
  name: "auth.fixed_users_mode",
  since: "1.0",
  auth: "none",
  summary: "Whether people log in with name and password: always here",
  request: z.object({}),
  response: z.object({
    enabled: z.boolean(),
    guest: z.object({ enabled: z.boolean() }),
    server_errors: z.record(z.string(), z.unknown()),
  }),
}).handle(() => ({ enabled: true, guest: { enabled: false }, server_errors: {} }));
