"use client";

export function RunsPage({ projectId }: { projectId: string }) {
  return <div>{projectId}</div>;
}
