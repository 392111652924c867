"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, use, useState } from "react";
import { Crumbs } from "@/components/layout/crumbs";
import { Page } from "@/components/layout/page";
import { CopyButton } from "@/components/ui/copy-button";
import { LinkTabs } from "@/components/ui/tabs";
import { formatCount } from "@/lib/format/numbers";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { documents, escapePattern, type Project } from "@/lib/wire";
import { RenameProjectDialog } from "./create-project";
import { DeleteProjectDialog } from "./delete-project";
import { ProjectMenu } from "./project-menu";
import { ancestorNames, onlyProject, projectRequest, shortName } from "./query";

const ProjectContext = createContext<Project | null>(null);

/** The project of the shell; null on the pages of all projects (`*`). */
export function useProject(): Project | null {
  return use(ProjectContext);
}

/** The project by id, kept fresh. `initial` is what the server rendered with. */
function useProjectQuery(id: string, initial: Project) {
  const trpc = useTRPC();
  const live = useLive(
    (initial.stats?.active?.status_count?.in_progress ?? 0) > 0,
    [`project@${id}`, `task@${id}`, `model@${id}`],
    { gap: 10_000 },
  );
  const query = useQuery({ ...trpc.projects.get_all_ex.queryOptions(projectRequest(id)), ...live });
  return onlyProject(query.data) ?? initial;
}

/** Crumbs up a project's path; ids of the levels above are looked up by name. */
export function ProjectCrumbs({ project, last }: { project: Project; last?: ReactNode }) {
  const trpc = useTRPC();
  const names = ancestorNames(project.name).slice(0, -1);
  const query = useQuery({
    ...trpc.projects.get_all_ex.queryOptions({
      name: `^(${names.map(escapePattern).join("|")})$`,
      only_fields: ["name"],
      search_hidden: true,
    }),
    enabled: names.length > 0,
    staleTime: 60_000,
  });
  const ids = new Map(documents<Project>(query.data?.projects).map((each) => [each.name, each.id]));
  const above = names.map((name) => ({
    label: name.split("/").at(-1),
    href: ids.has(name) ? `/projects/${ids.get(name)}` : "/projects",
  }));
  return (
    <Crumbs
      items={[
        { label: "Projects", href: "/projects" },
        ...above,
        { label: shortName(project), href: `/projects/${project.id}/runs` },
        ...(last ? [{ label: last }] : []),
      ]}
    />
  );
}

/** Head and tabs around the pages of one project. */
export function ProjectShell({ id, initial, children }: { id: string; initial: Project; children: ReactNode }) {
  const project = useProjectQuery(id, initial);
  const router = useRouter();
  const [dialog, setDialog] = useState<"rename" | "delete" | null>(null);
  const total = project.stats?.active?.total_tasks ?? 0;
  return (
    <ProjectContext value={project}>
      <ProjectCrumbs project={project} />
      <Page
        fill
        title={shortName(project)}
        actions={
          <ProjectMenu
            label="Project actions"
            onRename={() => setDialog("rename")}
            onDelete={() => setDialog("delete")}
          />
        }
        tabs={
          <div className="flex items-center gap-4">
            <LinkTabs
              label="Project"
              className="min-w-0 flex-1"
              tabs={[
                { href: `/projects/${id}`, label: "Overview" },
                { href: `/projects/${id}/runs`, label: "Runs", badge: formatCount(total), nested: true },
                { href: `/projects/${id}/models`, label: "Models" },
              ]}
            />
            <span className="hidden items-center gap-0.5 font-mono text-xs text-faint sm:flex" title="Project id">
              {project.id.slice(0, 8)}{" "}
              <CopyButton text={project.id} label="Copy project id" className="size-6 [&_svg]:size-3.5" />
            </span>
          </div>
        }
      >
        {children}
      </Page>
      {dialog === "rename" && <RenameProjectDialog project={project} onClose={() => setDialog(null)} />}
      {dialog === "delete" && (
        <DeleteProjectDialog
          project={project}
          onClose={() => setDialog(null)}
          onDeleted={() => router.push("/projects")}
        />
      )}
    </ProjectContext>
  );
}

/** The pages over all projects: `*` in place of a project id. */
export function AllProjectsShell({ children }: { children: ReactNode }) {
  return (
    <>
      <Crumbs items={[{ label: "All runs" }]} />
      <Page fill title="All runs">
        {children}
      </Page>
    </>
  );
}
