import { sessionCookie } from "@limpid/core/platform/cookies";
import { ProtocolError } from "@limpid/core/platform/errors";
import { createCaller, createRouterContext } from "@limpid/trpc";
import { TRPCError } from "@trpc/server";
import type { NextRequest } from "next/server";
import { z } from "zod";
import { env } from "@/env";
import { getApp } from "@/lib/trpc/app";
import { isOwnPage } from "@/lib/trpc/same-origin";
import { serverContext } from "@/lib/trpc/server";
import { ADDRESS_HEADER } from "@/server/security";

const Login = z.object({ username: z.string().min(1), password: z.string().min(1) });

/** Subcode of an account that is shut; told only to those who know its password (wire-protocol §5). */
const BLOCKED = 31;

const REFUSED = { message: "Refused: this call came from another site." };

/** Log-in: the pair goes to auth.login, the token comes back as a cookie that no script can read. */
export async function POST(request: NextRequest): Promise<Response> {
  if (!isOwnPage(request)) return Response.json(REFUSED, { status: 403 });
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
    if (cause.code === 401 && cause.subcode === BLOCKED)
      return Response.json({ message: "This account is disabled. An administrator can enable it." }, { status: 401 });
    return Response.json({ message: "Wrong user name or password." }, { status: 401 });
  }
  const { session } = context.effects;
  if (!session) return Response.json({ message: "The server opened no session." }, { status: 500 });
  return new Response(null, { status: 204, headers: { "set-cookie": sessionCookie(session, env().LIMPID_WEB_URL) } });
}

/** Log-out: ends the session on the server and in the browser. */
export async function DELETE(request: NextRequest): Promise<Response> {
  if (!isOwnPage(request)) return Response.json(REFUSED, { status: 403 });
  const context = await serverContext();
  await createCaller(context)
    .login.logout({})
    .catch(() => undefined);
  return new Response(null, { status: 204, headers: { "set-cookie": sessionCookie(null, env().LIMPID_WEB_URL) } });
}
