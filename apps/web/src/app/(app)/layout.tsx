import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Frame } from "@/components/layout/frame";
import { requireSession } from "@/features/session/current";
import { SessionProvider } from "@/features/session/session";
import { LiveUpdates } from "@/lib/push/live-updates";
import { RAIL_COOKIE } from "@/lib/theme";
import { getApp } from "@/lib/trpc/app";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const [session, jar] = await Promise.all([requireSession(), cookies()]);
  const { changes } = await getApp();
  return (
    <SessionProvider session={session}>
      <LiveUpdates since={changes.feed.position()} />
      <Frame narrow={jar.get(RAIL_COOKIE)?.value === "narrow"}>{children}</Frame>
    </SessionProvider>
  );
}
