"use client";

import { EllipsisVertical, Folder, Pencil, Settings2, Trash2 } from "lucide-react";
import Link from "next/link";
import { STATUS_WORDS, type StatusKind, statusKind } from "@/components/status/status";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { Skeleton } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time";
import { formatDuration } from "@/lib/format/dates";
import { formatCount } from "@/lib/format/numbers";
import type { Project } from "@/lib/wire";
import { directChildren, shortName } from "./query";

/** Order in which the bar shows the states. */
const ORDER: readonly StatusKind[] = ["running", "queued", "completed", "published", "failed", "aborted", "created"];

/** Runs per state as people see them; the wire counts more states. */
export function countsByKind(
  counts: Readonly<Record<string, number>> | undefined,
): readonly (readonly [StatusKind, number])[] {
  const sums = new Map<StatusKind, number>();
  for (const [status, count] of Object.entries(counts ?? {})) {
    const kind = statusKind(status);
    sums.set(kind, (sums.get(kind) ?? 0) + count);
  }
  return ORDER.map((kind) => [kind, sums.get(kind) ?? 0] as const).filter(([, count]) => count > 0);
}

/** How the runs of a project stand: a bar and the words of what matters. */
export function StatusBar({ counts }: { counts: Readonly<Record<string, number>> | undefined }) {
  const kinds = countsByKind(counts);
  const total = kinds.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return <p className="text-xs text-faint">No runs yet</p>;
  return (
    <div className="flex flex-col gap-1.5">
      <div aria-hidden className="flex h-1 gap-px overflow-hidden rounded-full bg-hover">
        {kinds.map(([kind, count]) => (
          <span key={kind} style={{ flexGrow: count, background: `var(--status-${kind})` }} className="min-w-1" />
        ))}
      </div>
      <ul className="flex flex-wrap gap-x-2.5 text-xs text-muted">
        {kinds.map(([kind, count]) => (
          <li key={kind} style={{ color: `var(--status-${kind})` }} className="tabular">
            {formatCount(count)} {STATUS_WORDS[kind].toLowerCase()}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** One project in the grid. The name leads to its runs, the folder line to what lies below it. */
export function ProjectCard(props: {
  project: Project;
  fullName?: boolean;
  onRename?: () => void;
  onDelete?: () => void;
}) {
  const { project } = props;
  const children = directChildren(project);
  const stats = project.stats?.active;
  const ownPage =
    (stats?.total_tasks ?? 0) > 0 && project.own_tasks !== 0
      ? `/projects/${project.id}/runs`
      : `/projects/${project.id}`;
  return (
    <article className="group relative flex min-h-36 flex-col gap-2 rounded-md border border-line bg-raised p-3.5 transition-colors focus-within:border-line-strong hover:border-line-strong">
      <div className="flex items-start gap-2">
        <h3 className="min-w-0 flex-1 truncate text-base font-medium" title={project.name}>
          <Link
            href={ownPage}
            className="after:absolute after:inset-0 after:rounded-md focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
          >
            {props.fullName ? project.name : shortName(project)}
          </Link>
        </h3>
        {(props.onRename || props.onDelete) && (
          <Menu>
            <MenuTrigger asChild>
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={`Actions for ${project.name}`}
                className="relative z-1 -mt-1 -mr-1.5"
              >
                <EllipsisVertical />
              </Button>
            </MenuTrigger>
            <MenuContent align="end">
              <MenuItem asChild>
                <Link href={`/projects/${project.id}`}>
                  <Settings2 /> Overview
                </Link>
              </MenuItem>
              {props.onRename && (
                <MenuItem onSelect={props.onRename}>
                  <Pencil /> Rename…
                </MenuItem>
              )}
              <MenuSeparator />
              {props.onDelete && (
                <MenuItem danger onSelect={props.onDelete}>
                  <Trash2 /> Delete…
                </MenuItem>
              )}
            </MenuContent>
          </Menu>
        )}
      </div>
      <div className="flex-1">
        <StatusBar counts={stats?.status_count} />
      </div>
      <div className="flex items-center gap-3 text-xs text-faint">
        {children.length > 0 && (
          <Link
            href={`/projects/${project.id}`}
            className="relative z-1 inline-flex items-center gap-1 rounded-sm hover:text-text hover:underline"
            title={children.map((child) => child.name).join("\n")}
          >
            <Folder className="size-3.5" /> {formatCount(children.length)}{" "}
            {children.length === 1 ? "sub-project" : "sub-projects"}
          </Link>
        )}
        {(stats?.total_runtime ?? 0) > 0 && (
          <span title="Compute time of all runs">{formatDuration(stats?.total_runtime)}</span>
        )}
        <TimeAgo value={project.last_update} className="ml-auto" />
      </div>
    </article>
  );
}

/** Places of cards on their way. */
export function ProjectCardSkeletons({ count }: { count: number }) {
  return (
    <>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
        <Skeleton key={index} className="min-h-36 rounded-md" />
      ))}
    </>
  );
}

export const CARD_GRID = "grid grid-cols-[repeat(auto-fill,minmax(min(100%,17rem),1fr))] gap-3";
