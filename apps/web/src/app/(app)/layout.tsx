import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Frame } from "@/components/layout/frame";
import { requireSession } from "@/features/session/current";
import { SessionProvider } from "@/features/session/session";
import { RAIL_COOKIE } from "@/lib/theme";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const [session, jar] = await Promise.all([requireSession(), cookies()]);
  return (
    <SessionProvider session={session}>
      <Frame narrow={jar.get(RAIL_COOKIE)?.value === "narrow"}>{children}</Frame>
    </SessionProvider>
  );
}
