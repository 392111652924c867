"use client";

import { createContext, type ReactNode, use } from "react";

/** Who is logged in, and the addresses of this server: known to every page inside the frame. */
export interface Session {
  readonly user: { readonly id: string; readonly name: string; readonly role?: string };
  readonly addresses: { readonly web: string; readonly api: string; readonly files: string };
  readonly version: string;
}

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The session of the frame. @throws outside of it. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error("useSession outside of the frame");
  return session;
}

/** Ends the session and shows the log-in. */
export async function logOut(): Promise<void> {
  await fetch("/session", { method: "DELETE" });
  window.location.assign("/login");
}
