"use client";

import { FlaskConical, Play, Workflow } from "lucide-react";
import Link from "next/link";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { FlowGraph } from "@/components/graph/flow-graph";
import { Crumbs } from "@/components/layout/crumbs";
import { Page } from "@/components/layout/page";
import { StatusBadge } from "@/components/status/status-badge";
import { Tag } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyId } from "@/components/ui/copy-button";
import { SidePanelLayout } from "@/components/ui/side-panel";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { Segmented } from "@/components/ui/tabs";
import { Elapsed } from "@/components/ui/time";
import { placeOf } from "@/features/collections/collection";
import { StatusBar } from "@/features/projects/project-card";
import { actionsFor } from "@/features/runs/actions";
import { progressOf, reasonOf, runHref } from "@/features/runs/columns";
import { useRunActions } from "@/features/runs/run-dialogs";
import { useHotkeys } from "@/lib/hotkeys";
import { Gantt } from "./gantt";
import { countSteps, pipelineHref } from "./pipeline";
import { StartDialog } from "./start-dialog";
import { stepBox } from "./step-box";
import { StepPanel } from "./step-panel";
import { type PipelineRun, usePipelineRun } from "./use-pipeline-run";

/** Actions of the head; the others are on the controller's own page. */
const HEAD_ACTIONS = ["abort", "archive", "restore", "publish"];

/** One run of a pipeline: its steps as a graph or in time, live; a step opens beside it. */
export function PipelineRunPage({ projectId, id }: { projectId: string; id: string }) {
  const pipeline = usePipelineRun(id);
  const { run } = pipeline;
  const actions = useRunActions();
  const [starting, setStarting] = useState(false);
  const name = run?.project?.name ? placeOf("pipeline", run.project.name).name : undefined;
  return (
    <>
      <Crumbs
        items={[
          { label: "Pipelines", href: "/pipelines" },
          { label: name ?? "Pipeline", href: pipelineHref(run?.project?.id ?? projectId) },
          { label: run?.name ?? id.slice(0, 8) },
        ]}
      />
      <Page
        fill
        title={run?.name ?? <Skeleton className="h-6 w-64" />}
        subtitle={
          run && (
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <StatusBadge status={run.status} progress={progressOf(run)} />
              {run.runtime?.version !== undefined && <span className="tabular">v{String(run.runtime.version)}</span>}
              {run.started && (
                <Elapsed start={run.started} end={run.completed} running={run.status === "in_progress"} />
              )}
              {run.user?.name && <span>{run.user.name}</span>}
              <CopyId id={id} />
              {run.tags?.map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
            </span>
          )
        }
        actions={
          run && (
            <>
              {actionsFor(run)
                .filter((action) => HEAD_ACTIONS.includes(action.id))
                .map((action) => (
                  <Button key={action.id} size="sm" onClick={() => actions.start(action.id, [run])}>
                    {action.label}
                  </Button>
                ))}
              <Button asChild size="sm">
                <Link href={runHref(run)}>
                  <FlaskConical /> Controller
                </Link>
              </Button>
              <Button size="sm" variant="primary" onClick={() => setStarting(true)}>
                <Play /> Run again
              </Button>
            </>
          )
        }
      >
        {pipeline.status === "pending" && <Skeleton className="m-6 min-h-64 flex-1" />}
        {pipeline.status === "error" && !run && <ErrorState error={pipeline.error} onRetry={pipeline.retry} />}
        {pipeline.status === "success" && !run && (
          <EmptyState icon={<Workflow />} title="This run is gone">
            It was deleted, or is not visible to you.
          </EmptyState>
        )}
        {run && <Steps {...pipeline} />}
      </Page>
      {actions.dialog}
      {starting && run && <StartDialog source={run} onClose={() => setStarting(false)} />}
    </>
  );
}

function Steps({ run, steps, tasks }: PipelineRun) {
  const [url, setUrl] = useQueryStates({
    step: parseAsString,
    view: parseAsStringLiteral(["graph", "time"]).withDefault("graph"),
  });
  useHotkeys(Object.fromEntries([["Escape", () => void setUrl({ step: null })]]), url.step !== null);
  const boxes = useMemo(
    () => steps.map((step) => stepBox(step, step.task ? tasks.get(step.task) : undefined)),
    [steps, tasks],
  );
  const chosen = steps.find((step) => step.name === url.step);
  const select = (step: string) => void setUrl({ step: step === url.step ? null : step });
  const reason = run && (run.status === "failed" || run.status === "stopped") ? reasonOf(run) : undefined;
  if (steps.length === 0)
    return (
      <EmptyState icon={<Workflow />} title="No steps yet">
        The controller writes them down when it starts.
      </EmptyState>
    );
  return (
    <SidePanelLayout
      storageKey="limpid:step-panel"
      label="Step"
      defaultWidth={420}
      minWidth={320}
      panel={
        chosen ? (
          <StepPanel
            step={chosen}
            run={chosen.task ? tasks.get(chosen.task) : undefined}
            onClose={() => void setUrl({ step: null })}
          />
        ) : null
      }
    >
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        {reason && (
          <p className="mx-4 mb-2 rounded-md bg-danger-soft px-3 py-1.5 text-sm text-danger md:mx-6">{reason}</p>
        )}
        <div className="flex shrink-0 flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-4 pb-2 md:px-6">
          <Segmented
            label="View"
            value={url.view}
            onValueChange={(view) => void setUrl({ view: view === "graph" ? null : view })}
            options={[
              { value: "graph", label: "Graph" },
              { value: "time", label: "Time" },
            ]}
          />
          <div className="min-w-48 flex-1 sm:max-w-96">
            <StatusBar counts={countSteps(steps, tasks)} />
          </div>
        </div>
        {url.view === "graph" ? (
          <FlowGraph
            label="Steps of the pipeline"
            nodes={boxes}
            selected={url.step}
            onSelect={select}
            className="min-h-80 flex-1"
          />
        ) : (
          <Gantt steps={steps} tasks={tasks} selected={url.step} onSelect={select} />
        )}
      </div>
    </SidePanelLayout>
  );
}
