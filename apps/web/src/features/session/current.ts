import { ProtocolError } from "@limpid/core/platform/errors";
import { SERVER_VERSION } from "@limpid/core/server/version";
import { TRPCError } from "@trpc/server";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { env } from "@/env";
import { serverApi } from "@/lib/trpc/server";
import type { User } from "@/lib/wire";
import { PATH_HEADER } from "@/server/security";
import type { Session } from "./session";

/** Whether an error says that nobody is logged in. */
function isLoggedOut(error: unknown): boolean {
  return error instanceof TRPCError && error.cause instanceof ProtocolError && error.cause.code === 401;
}

/** The logged-in person's session; null when there is none. */
export async function currentSession(): Promise<Session | null> {
  const api = await serverApi();
  try {
    const { user } = (await api.users.get_current_user({})) as unknown as { user: User };
    const settings = env();
    return {
      user: { id: user.id, name: user.name, role: user.role },
      addresses: { web: settings.LIMPID_WEB_URL, api: settings.LIMPID_API_URL, files: settings.LIMPID_FILES_URL },
      version: SERVER_VERSION,
    };
  } catch (error) {
    if (isLoggedOut(error)) return null;
    throw error;
  }
}

/** As {@link currentSession}, but strangers are sent to the log-in and come back to the same address afterwards. */
export async function requireSession(): Promise<Session> {
  const session = await currentSession();
  if (session) return session;
  const path = (await headers()).get(PATH_HEADER) ?? "/";
  redirect(path === "/" ? "/login" : `/login?next=${encodeURIComponent(path)}`);
}
