"use client";

import { FolderPlus, FolderTree, SearchX } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState, ErrorState } from "@/components/ui/state";
import type { Project } from "@/lib/wire";
import { CardTools } from "./card-tools";
import { CreateProjectDialog, RenameProjectDialog } from "./create-project";
import { DeleteProjectDialog } from "./delete-project";
import { CARD_GRID, ProjectCard, ProjectCardSkeletons } from "./project-card";
import { cardsRequest } from "./query";
import { useCards } from "./use-cards";

/** The cards below one project (null: the top level), with search over all levels, sort and new project; the rest comes while scrolling. */
export function ProjectsGrid({ parent, empty }: { parent: Project | null; empty: ReactNode }) {
  const [creating, setCreating] = useState(false);
  const [renamed, setRenamed] = useState<Project | null>(null);
  const [deleted, setDeleted] = useState<Project | null>(null);
  const list = useCards<Project>((asked) => cardsRequest({ parent: parent?.id ?? null, ...asked }));
  const { search, setSearch, query, cards: projects, nothing, end } = list;
  return (
    <section aria-label="Projects" className="flex flex-col gap-4">
      {(!nothing || search) && (
        <div className="flex flex-wrap items-center gap-2">
          <CardTools list={list} noun="projects" />
          <Button variant={parent ? "secondary" : "primary"} className="ml-auto" onClick={() => setCreating(true)}>
            <FolderPlus /> {parent ? "New sub-project" : "New project"}
          </Button>
        </div>
      )}
      {query.isError && projects.length === 0 && (
        <ErrorState title="The projects could not be loaded" error={query.error} onRetry={() => void query.refetch()} />
      )}
      {nothing && search && (
        <EmptyState
          icon={<SearchX />}
          title={`No project matches “${search}”`}
          action={<Button onClick={() => void setSearch(null)}>Clear the search</Button>}
        />
      )}
      {nothing && !search && (
        <>
          {empty}
          <div className="flex justify-center">
            <Button onClick={() => setCreating(true)}>
              <FolderTree /> {parent ? "New sub-project" : "Create an empty project"}
            </Button>
          </div>
        </>
      )}
      <div className={CARD_GRID}>
        {query.isPending && <ProjectCardSkeletons count={8} />}
        {projects.map((project) => (
          <ProjectCard
            key={project.id}
            project={project}
            fullName={search !== ""}
            onRename={() => setRenamed(project)}
            onDelete={() => setDeleted(project)}
          />
        ))}
        {query.isFetchingNextPage && <ProjectCardSkeletons count={4} />}
      </div>
      <div ref={end} />
      <CreateProjectDialog open={creating} onOpenChange={setCreating} parent={parent} />
      {renamed && <RenameProjectDialog project={renamed} onClose={() => setRenamed(null)} />}
      {deleted && <DeleteProjectDialog project={deleted} onClose={() => setDeleted(null)} />}
    </section>
  );
}
