import type { Metadata } from "next";
import { PipelineRunPage } from "@/features/pipelines/pipeline-run-page";
import { pathPart } from "@/features/projects/load";

export const metadata: Metadata = { title: "Pipeline run" };

export default async function PipelineRun({ params }: { params: Promise<{ projectId: string; runId: string }> }) {
  const { projectId, runId } = await params;
  return <PipelineRunPage projectId={pathPart(projectId)} id={pathPart(runId)} />;
}
