import type { Metadata } from "next";
import { VersionPage } from "@/features/datasets/version-page";
import { pathPart } from "@/features/projects/load";

export const metadata: Metadata = { title: "Dataset version" };

export default async function Version({ params }: { params: Promise<{ projectId: string; versionId: string }> }) {
  const { projectId, versionId } = await params;
  return <VersionPage projectId={pathPart(projectId)} id={pathPart(versionId)} />;
}
