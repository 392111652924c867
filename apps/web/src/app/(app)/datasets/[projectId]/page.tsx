import type { Metadata } from "next";
import { DatasetPage } from "@/features/datasets/dataset-page";
import { pathPart } from "@/features/projects/load";

export const metadata: Metadata = { title: "Dataset" };

export default async function Dataset({ params }: { params: Promise<{ projectId: string }> }) {
  return <DatasetPage projectId={pathPart((await params).projectId)} />;
}
