import { notFound } from "next/navigation";
import { pathPart } from "@/features/projects/load";
import { isTaskTab } from "@/features/task/tabs";
import { TaskPage } from "@/features/task/task-page";

interface Props {
  params: Promise<{ projectId: string; taskId: string; tab: string }>;
}

export default async function Run({ params }: Props) {
  const { projectId, taskId, tab } = await params;
  if (!isTaskTab(tab)) notFound();
  return <TaskPage projectId={pathPart(projectId)} taskId={pathPart(taskId)} tab={tab} />;
}
