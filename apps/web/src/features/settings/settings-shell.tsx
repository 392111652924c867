"use client";

import type { ReactNode } from "react";
import { Crumbs } from "@/components/layout/crumbs";
import { Page } from "@/components/layout/page";
import { LinkTabs } from "@/components/ui/tabs";
import { useSession } from "@/features/session/session";
import { managesAccounts } from "./roles";

/** Head and tabs of the settings. */
export function SettingsShell({ children }: { children: ReactNode }) {
  const { user } = useSession();
  return (
    <>
      <Crumbs items={[{ label: "Settings" }]} />
      <Page
        title="Settings"
        tabs={
          <LinkTabs
            label="Settings"
            tabs={[
              { href: "/settings/profile", label: "Profile" },
              { href: "/settings/appearance", label: "Appearance" },
              { href: "/settings/keys", label: "API keys" },
              ...(managesAccounts(user.role)
                ? [
                    { href: "/settings/users", label: "Users & roles" },
                    { href: "/settings/storage", label: "Storage" },
                  ]
                : []),
              { href: "/settings/about", label: "About & health" },
            ]}
          />
        }
      >
        <div className="max-w-3xl">{children}</div>
      </Page>
    </>
  );
}
