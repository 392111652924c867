import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { Toaster } from "@/components/ui/toaster";
import { TooltipProvider } from "@/components/ui/tooltip";
import { asTheme, THEME_COOKIE } from "@/lib/theme";
import { DataProvider } from "@/lib/trpc/client";
import "@/styles/globals.css";

export const metadata: Metadata = {
  title: { default: "Limpid", template: "%s · Limpid" },
  icons: { icon: "/favicon.svg" },
};
export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading the request makes every page dynamic, which the nonce of its policy needs.
  const [jar] = await Promise.all([cookies(), headers()]);
  return (
    <html
      lang="en"
      data-theme={asTheme(jar.get(THEME_COOKIE)?.value)}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
    >
      <body>
        <NuqsAdapter>
          <DataProvider>
            <TooltipProvider delayDuration={400}>{children}</TooltipProvider>
          </DataProvider>
        </NuqsAdapter>
        <Toaster />
      </body>
    </html>
  );
}
