import { pathPart } from "@/features/projects/load";
import { RunsPage } from "@/features/runs/runs-page";

export default async function Runs({ params }: { params: Promise<{ projectId: string }> }) {
  return <RunsPage projectId={pathPart((await params).projectId)} />;
}
