import type { Metadata } from "next";
import { ComparePage } from "@/features/compare/compare-page";
import { pathPart } from "@/features/projects/load";

export const metadata: Metadata = { title: "Compare" };

export default async function Compare({ params }: { params: Promise<{ projectId: string }> }) {
  return <ComparePage projectId={pathPart((await params).projectId)} />;
}
