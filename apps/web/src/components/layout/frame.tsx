"use client";

import { type ReactNode, useState } from "react";
import { CommandsProvider } from "@/features/palette/commands";
import { Palette } from "@/features/palette/palette";
import { useHotkeys } from "@/lib/hotkeys";
import { RAIL_COOKIE, setAppearanceCookie } from "@/lib/theme";
import { ConnectionBanner } from "./connection-banner";
import { CrumbsProvider } from "./crumbs";
import { DiskBanner } from "./disk-banner";
import { MobileRail, Rail } from "./rail";
import { Shortcuts } from "./shortcuts";
import { TopBar } from "./top-bar";

/** Rail, top bar and content: what stands around every page. */
export function Frame({ narrow: initial, children }: { narrow: boolean; children: ReactNode }) {
  const [narrow, setNarrow] = useState(initial);
  const [drawer, setDrawer] = useState(false);
  const [palette, setPalette] = useState(false);
  const [shortcuts, setShortcuts] = useState(false);
  const toggleRail = () => {
    setNarrow(!narrow);
    setAppearanceCookie(RAIL_COOKIE, narrow ? "wide" : "narrow");
  };
  useHotkeys({ "Mod+k": () => setPalette((open) => !open), "?": () => setShortcuts(true), "Mod+b": toggleRail });

  return (
    <CommandsProvider>
      <CrumbsProvider>
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-60 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2"
        >
          Skip to content
        </a>
        <div className="flex h-dvh">
          <Rail narrow={narrow} onToggle={toggleRail} />
          <MobileRail open={drawer} onOpenChange={setDrawer} />
          <div className="flex min-w-0 flex-1 flex-col">
            <TopBar
              onSearch={() => setPalette(true)}
              onMenu={() => setDrawer(true)}
              onShortcuts={() => setShortcuts(true)}
            />
            <ConnectionBanner />
            <DiskBanner />
            <main
              id="content"
              tabIndex={-1}
              className="flex min-h-0 min-w-0 flex-1 flex-col overflow-y-auto outline-none"
            >
              {children}
            </main>
          </div>
        </div>
        <Palette open={palette} onOpenChange={setPalette} onShortcuts={() => setShortcuts(true)} />
        <Shortcuts open={shortcuts} onOpenChange={setShortcuts} />
      </CrumbsProvider>
    </CommandsProvider>
  );
}
