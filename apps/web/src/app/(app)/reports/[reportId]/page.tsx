import type { Metadata } from "next";
import { pathPart } from "@/features/projects/load";
import { ReportPage } from "@/features/reports/report-page";

export const metadata: Metadata = { title: "Report" };

export default async function Report({ params }: { params: Promise<{ reportId: string }> }) {
  const id = pathPart((await params).reportId);
  return <ReportPage key={id} id={id} />;
}
