"use client";

import type { ReactNode } from "react";
import { Crumbs } from "@/components/layout/crumbs";
import { Page } from "@/components/layout/page";
import { LinkTabs } from "@/components/ui/tabs";

/** Head and tabs around workers and queues. */
export function WorkersShell({ actions, children }: { actions?: ReactNode; children: ReactNode }) {
  return (
    <>
      <Crumbs items={[{ label: "Workers & queues" }]} />
      <Page
        fill
        title="Workers & queues"
        actions={actions}
        tabs={
          <LinkTabs
            label="Workers and queues"
            tabs={[
              { href: "/workers", label: "Workers" },
              { href: "/workers/queues", label: "Queues" },
            ]}
          />
        }
      >
        {children}
      </Page>
    </>
  );
}
