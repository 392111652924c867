import { sessionCookie } from "@limpid/core/platform/cookies";
import { ProtocolError } from "@limpid/core/platform/errors";
import { createCaller, createRouterContext } from "@limpid/trpc";
import { TRPCError } from "@trpc/server";
import type { NextRequest } from "next/server";
import { z } from "zod";
import { env } from "@/env";
import { allowedOrigins, getApp } from "@/lib/trpc/app";
import { serverContext } from "@/lib/trpc/server";
import { ADDRESS_HEADER } from "@/server/security";

const Login = z.object({ username: z.string().min(1), password: z.string().min(1) });

function foreign(request: NextRequest): Response | null {
  const sent = {
    origin: request.headers.get("origin") ?? undefined,
    "sec-fetch-site": request.headers.get("sec-fetch-site") ?? undefined,
    host: request.headers.get("host") ?? undefined,
  };
  return allowedOrigins().admitsCookie(sent, "mutation")
    ? null
    : Response.json({ message: "Refused" }, { status: 403 });
}

/** Log-in: the pair goes to auth.login, the token comes back as a cookie that no script can read. */
export async function POST(request: NextRequest): Promise<Response> {
  const refused = foreign(request);
  if (refused) return refused;
  const given = Login.safeParse(await request.json().catch(() => null));
  if (!given.success) return Response.json({ message: "Give a user name and a password." }, { status: 400 });
  const authorization = `Basic ${Buffer.from(`${given.data.username}:${given.data.password}`).toString("base64")}`;
  const context = createRouterContext(
    await getApp(),
    { authorization },
    { client: "Webapp-limpid", address: request.headers.get(ADDRESS_HEADER) ?? "" },
  );
  try {
    await createCaller(context).auth.login({});
  } catch (error) {
    const cause = error instanceof TRPCError ? error.cause : error;
    if (!(cause instanceof ProtocolError))
      return Response.json({ message: "The server could not check the password. Its log says why." }, { status: 500 });
    if (cause.code === 429)
      return Response.json({ message: "Too many attempts. Wait a minute, then try again." }, { status: 429 });
    return Response.json({ message: "Wrong user name or password." }, { status: 401 });
  }
  const { session } = context.effects;
  if (!session) return Response.json({ message: "The server opened no session." }, { status: 500 });
  return new Response(null, { status: 204, headers: { "set-cookie": sessionCookie(session, env().LIMPID_WEB_URL) } });
}

/** Log-out: ends the session on the server and in the browser. */
export async function DELETE(request: NextRequest): Promise<Response> {
  const refused = foreign(request);
  if (refused) return refused;
  const context = await serverContext();
  await createCaller(context)
    .login.logout({})
    .catch(() => undefined);
  return new Response(null, { status: 204, headers: { "set-cookie": sessionCookie(null, env().LIMPID_WEB_URL) } });
}
