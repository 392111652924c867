import type { Metadata } from "next";
import { PipelinePage } from "@/features/pipelines/pipeline-page";
import { pathPart } from "@/features/projects/load";

export const metadata: Metadata = { title: "Pipeline" };

export default async function Pipeline({ params }: { params: Promise<{ projectId: string }> }) {
  return <PipelinePage projectId={pathPart((await params).projectId)} />;
}
