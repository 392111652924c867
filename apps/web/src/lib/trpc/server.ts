import { SESSION_COOKIE } from "@limpid/core/platform/cookies";
import { createCaller, createRouterContext } from "@limpid/trpc";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import { ADDRESS_HEADER } from "@/server/security";
import { getApp } from "./app";

/** Calls procedures in this process, as the person whose cookie came with the request: `const api = await serverApi(); await api.users.get_current_user()`. */
export const serverApi = cache(async () => createCaller(await serverContext()));

/** The context of {@link serverApi}; its `effects` tell whether a session was opened or ended. */
export const serverContext = cache(async () => {
  // The request comes first: a build stops here, before it would need the settings of a running server.
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const app = await getApp();
  return createRouterContext(
    app,
    { cookie: jar.get(SESSION_COOKIE)?.value },
    { client: "Webapp-limpid", address: head.get(ADDRESS_HEADER) ?? "" },
  );
});
