"use client";

import { useSelectedLayoutSegment } from "next/navigation";
import type { ReactNode } from "react";
import { Crumbs } from "@/components/layout/crumbs";
import { LinkTabs } from "@/components/ui/tabs";
import { ProjectCrumbs } from "@/features/projects/project-shell";
import { RunActionsProvider } from "./actions/run-actions";
import { RunHeader } from "./header/run-header";
import type { Run } from "./query";
import { RunProvider, useRun } from "./run-context";
import { isTaskTab, TASK_TABS, type TaskTab, taskHref } from "./tabs";

const LABELS: Readonly<Record<TaskTab, string>> = {
  overview: "Overview",
  scalars: "Scalars",
  plots: "Plots",
  media: "Media",
  console: "Console",
  configuration: "Configuration",
  artifacts: "Artifacts",
  code: "Code",
  system: "System",
  notes: "Notes",
};

/** Head and tabs around a run's pages; it stays while the tabs change. @param projectId as the address has it: `*` for any. */
export function RunShell(props: { initial: Run; projectId: string; children: ReactNode }) {
  return (
    <RunProvider initial={props.initial}>
      <Body projectId={props.projectId}>{props.children}</Body>
    </RunProvider>
  );
}

function Body({ projectId, children }: { projectId: string; children: ReactNode }) {
  const run = useRun();
  const segment = useSelectedLayoutSegment() ?? "";
  const tab = isTaskTab(segment) ? segment : "overview";
  const { project } = run;
  return (
    <RunActionsProvider>
      {project?.id ? (
        <ProjectCrumbs project={{ id: project.id, name: project.name ?? project.id }} last={run.name} />
      ) : (
        <Crumbs items={[{ label: "All runs", href: "/projects/*/runs" }, { label: run.name }]} />
      )}
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <div className="shrink-0 border-b border-line px-4 pt-3 md:px-6">
          <RunHeader projectId={projectId} tab={tab} />
          <LinkTabs
            label="Run"
            className="mt-1"
            tabs={TASK_TABS.map((each) => ({ href: taskHref(projectId, run.id, each), label: LABELS[each] }))}
          />
        </div>
        {/* A tab scrolls by itself, so that head and tabs stay in reach. */}
        <div key={tab} className="flex min-h-0 min-w-0 flex-1 flex-col">
          {children}
        </div>
      </div>
    </RunActionsProvider>
  );
}
