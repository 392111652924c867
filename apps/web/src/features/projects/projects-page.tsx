"use client";

import { Crumbs } from "@/components/layout/crumbs";
import { Page } from "@/components/layout/page";
import { FirstRun } from "@/features/onboarding/first-run";
import { ProjectsGrid } from "./projects-grid";

/** All projects of the top level. */
export function ProjectsPage() {
  return (
    <Page title="Projects">
      <Crumbs items={[{ label: "Projects" }]} />
      <ProjectsGrid parent={null} empty={<FirstRun title="No projects yet" />} />
    </Page>
  );
}
