import { SESSION_COOKIE, sessionCookie } from "@limpid/core/platform/cookies";
import { appRouter, createRouterContext } from "@limpid/trpc";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { NextRequest } from "next/server";
import { env } from "@/env";
import { getApp } from "@/lib/trpc/app";
import { isOwnPage } from "@/lib/trpc/same-origin";
import { ADDRESS_HEADER } from "@/server/security";

export const dynamic = "force-dynamic";

async function answer(request: NextRequest): Promise<Response> {
  if (!isOwnPage(request)) return new Response("Calls from other sites are refused\n", { status: 403 });
  const app = await getApp();
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    allowMethodOverride: true,
    createContext: () =>
      createRouterContext(
        app,
        { cookie: request.cookies.get(SESSION_COOKIE)?.value },
        { client: "Webapp-limpid", address: request.headers.get(ADDRESS_HEADER) ?? "" },
      ),
    responseMeta: ({ ctx, type }) => {
      // a stream of events has headers of its own, which keep proxies from holding it back
      const headers = new Headers(type === "subscription" ? {} : { "cache-control": "no-store" });
      if (ctx?.effects.session !== undefined)
        headers.append("set-cookie", sessionCookie(ctx.effects.session, env().LIMPID_WEB_URL));
      return { headers };
    },
  });
}

export { answer as GET, answer as POST };
