"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "@/components/ui/skeleton";
import type { TaskTab } from "./tabs";

function Loading() {
  return (
    <div className="flex flex-col gap-3 px-4 py-4 md:px-6">
      <Skeleton className="h-8 w-80 max-w-full" />
      <Skeleton className="h-56" />
    </div>
  );
}

// Each tab comes with its own code: CodeMirror, plotly and uPlot are loaded by those who look at them.
const TABS = {
  overview: dynamic(() => import("./overview/overview-tab").then((tab) => tab.OverviewTab), { loading: Loading }),
  scalars: dynamic(() => import("./scalars/scalars-tab").then((tab) => tab.ScalarsTab), { loading: Loading }),
  plots: dynamic(() => import("./plots/plots-tab").then((tab) => tab.PlotsTab), { loading: Loading }),
  media: dynamic(() => import("./media/media-tab").then((tab) => tab.MediaTab), { loading: Loading }),
  console: dynamic(() => import("./console/console-tab").then((tab) => tab.ConsoleTab), { loading: Loading }),
  configuration: dynamic(() => import("./configuration/configuration-tab").then((tab) => tab.ConfigurationTab), {
    loading: Loading,
  }),
  artifacts: dynamic(() => import("./artifacts/artifacts-tab").then((tab) => tab.ArtifactsTab), { loading: Loading }),
  code: dynamic(() => import("./code/code-tab").then((tab) => tab.CodeTab), { loading: Loading }),
  system: dynamic(() => import("./system/system-tab").then((tab) => tab.SystemTab), { loading: Loading }),
  notes: dynamic(() => import("./notes/notes-tab").then((tab) => tab.NotesTab), { loading: Loading }),
} satisfies Record<TaskTab, unknown>;

/** One tab of the run's page. */
export function RunTab({ tab }: { tab: TaskTab }) {
  const Tab = TABS[tab];
  return <Tab />;
}
