import type { Metadata } from "next";
import { ModelPage } from "@/features/models/model-page";
import { pathPart } from "@/features/projects/load";

export const metadata: Metadata = { title: "Model" };

export default async function Model({ params }: { params: Promise<{ modelId: string }> }) {
  return <ModelPage id={pathPart((await params).modelId)} />;
}
