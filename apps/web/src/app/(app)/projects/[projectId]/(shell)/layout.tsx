import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { loadProject, pathPart } from "@/features/projects/load";
import { AllProjectsShell, ProjectShell } from "@/features/projects/project-shell";
import { currentSession } from "@/features/session/current";

interface Props {
  children: ReactNode;
  params: Promise<{ projectId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const id = pathPart((await params).projectId);
  if (id === "*") return { title: "All runs" };
  if (!(await currentSession())) return {};
  return { title: (await loadProject(id)).name };
}

export default async function ProjectLayout({ children, params }: Props) {
  const id = pathPart((await params).projectId);
  if (id === "*") return <AllProjectsShell>{children}</AllProjectsShell>;
  if (!(await currentSession())) redirect("/login");
  return (
    <ProjectShell id={id} initial={await loadProject(id)}>
      {children}
    </ProjectShell>
  );
}
