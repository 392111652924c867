import { z } from "zod";
import { query } from "../../platform/endpoint";

export const ping = query({
  name: "debug.ping",
  since: "1.0",
  auth: "none",
  summary: "Whether the server answers; needs no login",
  request: z.object({}),
  response: z.object({ msg: z.string() }),
}).handle(() => ({ msg: "ClearML server" }));
