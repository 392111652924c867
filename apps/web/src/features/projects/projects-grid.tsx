"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { FolderPlus, FolderTree, SearchX } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useInView } from "@/components/chart/use-in-view";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/search-input";
import { Select } from "@/components/ui/select";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { useLive } from "@/lib/live";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { documents, type Project } from "@/lib/wire";
import { CreateProjectDialog, RenameProjectDialog } from "./create-project";
import { DeleteProjectDialog } from "./delete-project";
import { CARD_GRID, ProjectCard, ProjectCardSkeletons } from "./project-card";
import { cardsRequest, PROJECT_PAGE, PROJECT_SORTS } from "./query";

const SORT_NAMES = {
  "-last_update": "Latest first",
  last_update: "Oldest first",
  name: "Name A–Z",
  "-name": "Name Z–A",
} as const;

/** The cards below one project (null: the top level), with search over all levels, sort and new project; the rest comes while scrolling. */
export function ProjectsGrid({ parent, empty }: { parent: Project | null; empty: ReactNode }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const live = useLive(false);
  const [search, setSearch] = useQueryState("q", parseAsString.withDefault(""));
  const [sort, setSort] = useQueryState("order", parseAsStringLiteral(PROJECT_SORTS).withDefault("-last_update"));
  const [creating, setCreating] = useState(false);
  const [renamed, setRenamed] = useState<Project | null>(null);
  const [deleted, setDeleted] = useState<Project | null>(null);
  const request = cardsRequest({ parent: parent?.id ?? null, search, sort });

  const query = useInfiniteQuery({
    queryKey: [...trpc.projects.get_all_ex.queryKey(request), "pages"],
    queryFn: ({ pageParam, signal }) => client.projects.get_all_ex.query({ ...request, page: pageParam }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (documents(last.projects).length === PROJECT_PAGE ? pages.length : undefined),
    placeholderData: (before) => before,
    ...live,
  });
  const projects = (query.data?.pages ?? []).flatMap((page) => documents<Project>(page.projects));
  const end = useRef<HTMLDivElement>(null);
  const endInView = useInView(end, "600px");
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (endInView && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [endInView, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const nothing = query.isSuccess && projects.length === 0;
  return (
    <section aria-label="Projects" className="flex flex-col gap-4">
      {(!nothing || search) && (
        <div className="flex flex-wrap items-center gap-2">
          <SearchInput
            value={search}
            onValueChange={(value) => void setSearch(value || null)}
            placeholder="Search projects"
            aria-label="Search projects"
            className="w-full sm:w-64"
          />
          <Select
            label="Order"
            value={sort}
            onValueChange={(value) => void setSort(value)}
            options={PROJECT_SORTS.map((value) => ({ value, label: SORT_NAMES[value] }))}
          />
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
        {isFetchingNextPage && <ProjectCardSkeletons count={4} />}
      </div>
      <div ref={end} />
      <CreateProjectDialog open={creating} onOpenChange={setCreating} parent={parent} />
      {renamed && <RenameProjectDialog project={renamed} onClose={() => setRenamed(null)} />}
      {deleted && <DeleteProjectDialog project={deleted} onClose={() => setDeleted(null)} />}
    </section>
  );
}
