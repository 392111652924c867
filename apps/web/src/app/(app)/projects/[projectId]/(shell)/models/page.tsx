import { redirect } from "next/navigation";
import { ModelsPage } from "@/features/models/models-page";
import { pathPart } from "@/features/projects/load";

export default async function Models({ params }: { params: Promise<{ projectId: string }> }) {
  const id = pathPart((await params).projectId);
  if (id === "*") redirect("/models");
  return <ModelsPage projectId={id} />;
}
