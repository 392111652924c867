"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { Markdown } from "@/components/markdown/markdown";
import { StatusBadge } from "@/components/status/status-badge";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { Segmented } from "@/components/ui/tabs";
import { DateTime, TimeAgo } from "@/components/ui/time";
import { FirstRun } from "@/features/onboarding/first-run";
import { describeError } from "@/lib/errors";
import { formatDuration } from "@/lib/format/dates";
import { formatCount } from "@/lib/format/numbers";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { documents, type Project, type Task } from "@/lib/wire";
import { StatusBar } from "./project-card";
import { useProject } from "./project-shell";
import { ProjectsGrid } from "./projects-grid";

/** What a project is about: counts, description, sub-projects and its latest runs. */
export function ProjectOverview() {
  const project = useProject();
  if (!project) return null;
  const stats = project.stats?.active;
  const subs = project.sub_projects?.length ?? 0;
  const empty = subs === 0 && (stats?.total_tasks ?? 0) === 0;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-6 px-4 py-4 md:px-6 lg:grid-cols-[minmax(0,1fr)_19rem]">
      <div className="flex min-w-0 flex-col gap-6">
        <Description key={project.id} project={project} />
        {empty && <FirstRun title="No runs in this project yet" project={project.name} />}
        {!empty && <LatestRuns project={project} />}
        {(subs > 0 || !empty) && (
          <div>
            <h2 className="mb-3 text-base font-semibold">Sub-projects</h2>
            <ProjectsGrid parent={project} empty={<p className="text-center text-sm text-muted">None yet.</p>} />
          </div>
        )}
      </div>
      <aside className="flex flex-col gap-4 text-sm lg:border-l lg:border-line lg:pl-6">
        <StatusBar counts={stats?.status_count} />
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 [&_dd]:text-right [&_dd]:whitespace-nowrap [&_dd]:tabular [&_dt]:text-muted">
          <dt>Runs</dt>
          <dd>{formatCount(stats?.total_tasks ?? 0)}</dd>
          <dt>Completed in 24 h</dt>
          <dd>{formatCount(stats?.completed_tasks_24h ?? 0)}</dd>
          <dt>Compute time</dt>
          <dd>{formatDuration(stats?.total_runtime ?? 0)}</dd>
          <dt>Last update</dt>
          <dd>
            <TimeAgo value={project.last_update} />
          </dd>
          <dt>Created</dt>
          <dd>
            <DateTime value={project.created} />
          </dd>
          {project.user?.name && (
            <>
              <dt>By</dt>
              <dd>{project.user.name}</dd>
            </>
          )}
          {project.default_output_destination && (
            <>
              <dt>Output</dt>
              <dd className="truncate font-mono text-xs" title={project.default_output_destination}>
                {project.default_output_destination}
              </dd>
            </>
          )}
        </dl>
      </aside>
    </div>
  );
}

function Description({ project }: { project: Project }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [draft, setDraft] = useState<string | null>(null);
  const [view, setView] = useState<"write" | "preview">("write");
  const dirty = draft !== null && draft !== (project.description ?? "");
  const save = useMutation(
    trpc.projects.update.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.projects.pathFilter());
        setDraft(null);
      },
      onError: (error) =>
        toast.error("The description could not be saved", { description: describeError(error).reason }),
    }),
  );
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [dirty]);
  const store = () => draft !== null && save.mutate({ project: project.id, description: draft });

  if (draft === null) {
    return (
      <section aria-label="Description" className="group flex items-start gap-2">
        <div className="min-w-0 flex-1">
          {project.description ? (
            <Markdown text={project.description} className="-my-2" />
          ) : (
            <p className="text-sm text-faint">No description yet.</p>
          )}
        </div>
        <Button variant="ghost" size="sm" onClick={() => setDraft(project.description ?? "")}>
          <Pencil /> {project.description ? "Edit" : "Describe"}
        </Button>
      </section>
    );
  }
  return (
    <section aria-label="Description" className="flex flex-col gap-2">
      <Segmented
        label="View"
        value={view}
        onValueChange={setView}
        options={[
          { value: "write", label: "Write" },
          { value: "preview", label: "Preview" },
        ]}
        className="self-start"
      />
      {view === "write" ? (
        <Textarea
          aria-label="Description in markdown"
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => (event.ctrlKey || event.metaKey) && event.key === "Enter" && store()}
          className="min-h-48 font-mono text-xs leading-5"
          autoFocus
        />
      ) : (
        <div className="min-h-48 rounded-md border border-line px-3">
          <Markdown text={draft} />
        </div>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={() => setDraft(null)}>Cancel</Button>
        <Button variant="primary" onClick={store} disabled={save.isPending || !dirty}>
          Save
        </Button>
      </div>
    </section>
  );
}

function LatestRuns({ project }: { project: Project }) {
  const trpc = useTRPC();
  const running = (project.stats?.active?.status_count?.in_progress ?? 0) > 0;
  const query = useQuery({
    ...trpc.tasks.get_all_ex.queryOptions({
      project: [project.id],
      include_subprojects: true,
      system_tags: ["__$not", "archived"],
      order_by: ["-last_update"],
      page: 0,
      page_size: 6,
      only_fields: ["name", "status", "last_update", "project.name", "runtime.progress"],
    }),
    ...useLive(running, [`task@${project.id}`], { gap: 3_000 }),
  });
  const tasks = documents<Task>(query.data?.tasks);
  if (query.isPending) return <Skeleton className="h-52" />;
  if (tasks.length === 0) return null;
  return (
    <section aria-labelledby="latest-runs">
      <div className="mb-1 flex items-center justify-between">
        <h2 id="latest-runs" className="text-base font-semibold">
          Latest runs
        </h2>
        <Link href={`/projects/${project.id}/runs`} className="text-sm text-accent hover:underline">
          All runs
        </Link>
      </div>
      <ul className="divide-y divide-line border-y border-line">
        {tasks.map((task) => (
          <li key={task.id}>
            <Link
              href={`/projects/${task.project?.id ?? project.id}/tasks/${task.id}/overview`}
              className="flex h-9 items-center gap-3 px-1 text-sm hover:bg-hover"
            >
              <StatusBadge status={task.status} className="w-28 shrink-0" />
              <span className="min-w-0 flex-1 truncate font-medium">{task.name}</span>
              <TimeAgo value={task.last_update} className="shrink-0 text-xs text-muted" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
