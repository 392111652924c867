import { notFound } from "next/navigation";
import { RunTab } from "@/features/task/run-tab";
import { isTaskTab } from "@/features/task/tabs";

export default async function Run({ params }: { params: Promise<{ tab: string }> }) {
  const { tab } = await params;
  if (!isTaskTab(tab)) notFound();
  return <RunTab tab={tab} />;
}
