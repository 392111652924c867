import type { App, Effects } from "@limpid/core/platform/context";
import type { Caller, Presented } from "@limpid/core/platform/identity";

/** What one tRPC request (which may batch several calls) carries. */
export interface RouterContext {
  readonly app: App;
  readonly presented: Presented;
  readonly caller: Caller;
  /** Filled by calls that open or end a session; the HTTP handler turns it into a cookie. */
  readonly effects: Effects;
}

/** Makes the context of one request of the web app. */
export function createRouterContext(app: App, presented: Presented, caller: Caller): RouterContext {
  return { app, presented, caller, effects: {} };
}
