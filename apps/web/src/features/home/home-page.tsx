"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Crumbs } from "@/components/layout/crumbs";
import { ErrorState } from "@/components/ui/state";
import { FirstRun } from "@/features/onboarding/first-run";
import { CARD_GRID, ProjectCard, ProjectCardSkeletons } from "@/features/projects/project-card";
import { cardsRequest } from "@/features/projects/query";
import { useSession } from "@/features/session/session";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { documents, type Project } from "@/lib/wire";
import { FailedLately } from "./failed-lately";
import { RunningNow } from "./running-now";

/** What is going on: running now, failed lately, recent projects. */
export function HomePage() {
  const trpc = useTRPC();
  const { user } = useSession();
  const request = {
    ...cardsRequest({ parent: null, search: "", sort: "-last_update" }),
    shallow_search: false,
    page_size: 6,
  };
  const projects = useQuery({
    ...trpc.projects.get_all_ex.queryOptions(request),
    ...useLive(false, ["project", "task"], { gap: 10_000 }),
  });
  const recent = documents<Project>(projects.data?.projects);

  return (
    <div className="flex flex-col gap-8 px-4 py-5 md:px-6">
      <Crumbs items={[{ label: "Home" }]} />
      <h1 className="sr-only">Home of {user.name}</h1>
      {projects.isSuccess && recent.length === 0 ? (
        <FirstRun title={`Welcome, ${user.name}`} />
      ) : (
        <>
          <RunningNow />
          <FailedLately />
          <section aria-labelledby="recent-projects">
            <div className="mb-3 flex items-baseline justify-between gap-4">
              <h2 id="recent-projects" className="text-base font-semibold">
                Recent projects
              </h2>
              <Link href="/projects" className="text-sm text-accent hover:underline">
                All projects
              </Link>
            </div>
            {projects.isError && recent.length === 0 ? (
              <ErrorState compact error={projects.error} onRetry={() => void projects.refetch()} />
            ) : (
              <div className={CARD_GRID}>
                {projects.isPending && <ProjectCardSkeletons count={6} />}
                {recent.map((project) => (
                  <ProjectCard key={project.id} project={project} fullName />
                ))}
              </div>
            )}
          </section>
        </>
      )}
    </div>
  );
}
