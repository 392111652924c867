import { redirect } from "next/navigation";
import { pathPart } from "@/features/projects/load";
import { ProjectOverview } from "@/features/projects/overview-page";

export default async function Project({ params }: { params: Promise<{ projectId: string }> }) {
  if (pathPart((await params).projectId) === "*") redirect("/projects/*/runs");
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <ProjectOverview />
    </div>
  );
}
