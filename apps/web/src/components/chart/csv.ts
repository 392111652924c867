import { csvLine } from "@/lib/csv";
import type { ChartSeries } from "./series";

/** All points of a chart, one a line: series, x, value. */
export function seriesToCsv(series: readonly ChartSeries[], xName: string): string {
  const lines = [csvLine(["Series", xName, "Value"])];
  for (const { label, x, y } of series)
    for (const [index, at] of x.entries()) lines.push(csvLine([label, at, y[index] ?? ""]));
  return `${lines.join("\r\n")}\r\n`;
}
