"use client";

import { Archive, ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { StatusBadge } from "@/components/status/status-badge";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyId } from "@/components/ui/copy-button";
import { Elapsed, TimeAgo } from "@/components/ui/time";
import { Tooltip } from "@/components/ui/tooltip";
import { isArchived } from "@/features/runs/actions";
import { formatCount } from "@/lib/format/numbers";
import { useHotkeys } from "@/lib/hotkeys";
import { ActionButtons } from "../actions/action-buttons";
import { progressOf, type Run } from "../query";
import { useRun } from "../run-context";
import { type TaskTab, taskHref } from "../tabs";
import { RunName } from "./run-name";
import { RunTags } from "./run-tags";
import { useNeighbours } from "./use-neighbours";

/** Who the run is and how it is: the lines above the tabs. */
export function RunHeader({ projectId, tab }: { projectId: string; tab: TaskTab }) {
  const run = useRun();
  const running = run.status === "in_progress";
  return (
    <header className="flex flex-col gap-1.5">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-2">
        <div className="flex min-w-0 flex-1 items-center gap-3">
          <StatusBadge status={run.status} progress={progressOf(run)} className="shrink-0" />
          <RunName />
          {isArchived(run) && (
            <Badge tone="warning">
              <Archive className="size-3.5" /> Archived
            </Badge>
          )}
        </div>
        <div className="flex items-center gap-1.5">
          <Neighbours run={run} projectId={projectId} tab={tab} />
          <ActionButtons />
        </div>
      </div>
      <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        <CopyId id={run.id} />
        <span>{typeWords(run)}</span>
        {run.user?.name && <span className="hidden sm:inline">{run.user.name}</span>}
        {run.started ? (
          <>
            <span>
              Started <TimeAgo value={run.started} />
            </span>
            <span className="tabular">
              {running ? "Running for " : "Took "}
              <Elapsed start={run.started} end={run.completed ?? run.last_update} running={running} />
            </span>
          </>
        ) : (
          <span>
            Created <TimeAgo value={run.created} />
          </span>
        )}
        {(run.last_iteration ?? 0) > 0 && (
          <span className="hidden tabular sm:inline">Iteration {formatCount(run.last_iteration ?? 0)}</span>
        )}
        <RunTags />
      </div>
    </header>
  );
}

function typeWords(run: Run): string {
  const words = (run.type ?? "training").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The runs before and after this one, with the same tab. */
function Neighbours({ run, projectId, tab }: { run: Run; projectId: string; tab: TaskTab }) {
  const router = useRouter();
  const { previous, next } = useNeighbours(run, projectId);
  const href = (id: string) => taskHref(projectId, id, tab);
  useHotkeys({
    "[": () => previous && router.push(href(previous.id)),
    "]": () => next && router.push(href(next.id)),
  });
  const arrows = [
    { neighbour: previous, label: "Previous run", shortcut: "[", icon: <ChevronLeft /> },
    { neighbour: next, label: "Next run", shortcut: "]", icon: <ChevronRight /> },
  ];
  return (
    <span className="hidden sm:flex">
      {arrows.map(({ neighbour, label, shortcut, icon }) => (
        <Tooltip key={label} content={neighbour ? `${label}: ${neighbour.name}` : label} shortcut={shortcut}>
          {neighbour ? (
            <Button asChild variant="ghost" size="icon" className="w-7">
              <Link href={href(neighbour.id)} aria-label={label}>
                {icon}
              </Link>
            </Button>
          ) : (
            <Button variant="ghost" size="icon" className="w-7" aria-label={label} disabled>
              {icon}
            </Button>
          )}
        </Tooltip>
      ))}
    </span>
  );
}
