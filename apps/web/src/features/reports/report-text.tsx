"use client";

import { type Fence, Markdown } from "@/components/markdown/markdown";
import { CHART_FENCE } from "./chart-block";
import { ReportChart } from "./report-chart";

const fence: Fence = (language, text) => (language === CHART_FENCE ? <ReportChart text={text} /> : null);

/** The text of a report with its charts. */
export function ReportText({ text, className }: { text: string; className?: string }) {
  return <Markdown text={text} fence={fence} className={className} />;
}
