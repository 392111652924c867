import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { pathPart } from "@/features/projects/load";
import { currentSession } from "@/features/session/current";
import { loadRun } from "@/features/task/load";
import { RunShell } from "@/features/task/run-shell";

interface Props {
  children: ReactNode;
  params: Promise<{ projectId: string; taskId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  if (!(await currentSession())) return {};
  return { title: (await loadRun(pathPart((await params).taskId))).name };
}

export default async function RunLayout({ children, params }: Props) {
  const { projectId, taskId } = await params;
  if (!(await currentSession())) redirect("/login");
  const run = await loadRun(pathPart(taskId));
  return (
    <RunShell key={run.id} initial={run} projectId={pathPart(projectId)}>
      {children}
    </RunShell>
  );
}
