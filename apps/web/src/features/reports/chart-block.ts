import type { XAxis } from "@/components/chart/axis";

/** One chart in a report, as its fenced block says it. */
export interface ChartBlock {
  /** Ids of runs. */
  readonly runs: readonly string[];
  readonly metric: string;
  /** Empty: all variants of the metric. */
  readonly variants: readonly string[];
  readonly title: string;
  readonly x: XAxis;
  /** 0 … 0.99. */
  readonly smoothing: number;
}

/** The language of the fence: ` ```chart `. */
export const CHART_FENCE = "chart";
/** Runs in one chart at most (wire-protocol §15). */
const MOST_RUNS = 100;
const AXES: Readonly<Record<string, XAxis>> = { iter: "iter", relative: "relative", wall: "wall" };

/**
 * Reads a chart's block, a line for each setting:
 *
 *     runs: 3c0f…, 91ab…
 *     metric: loss/train, loss/val
 *     title: Training loss
 *     x: iter | relative | wall
 *     smoothing: 0.6
 *
 * @returns the chart, or in words what is wrong with the block.
 */
export function parseChartBlock(text: string): ChartBlock | string {
  const settings = new Map<string, string>();
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const at = line.indexOf(":");
    if (at < 1) return `“${line.trim()}” is no setting: write “name: value”.`;
    settings.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  const runs = listOf(settings.get("runs"));
  const names = listOf(settings.get("metric")).map(metricName);
  const metric = names[0]?.metric;
  if (runs.length === 0) return "Name at least one run: “runs: <id>, <id>”.";
  if (runs.length > MOST_RUNS) return `At most ${MOST_RUNS} runs fit into one chart.`;
  if (!metric) return "Name what is drawn: “metric: loss/train”.";
  if (names.some((name) => name.metric !== metric)) return "One chart shows the variants of one metric.";
  const axis = settings.get("x") ?? "iter";
  const x = AXES[axis];
  if (!x) return `“${axis}” is no axis: iter, relative or wall.`;
  const smoothing = Number(settings.get("smoothing") ?? 0);
  if (!(smoothing >= 0 && smoothing < 1)) return "Smoothing is a number from 0 to 0.99.";
  return {
    runs: [...new Set(runs)],
    metric,
    variants: names.flatMap(({ variant }) => (variant === null ? [] : [variant])),
    title: settings.get("title") || listOf(settings.get("metric")).join(", "),
    x,
    smoothing,
  };
}

/** The block that {@link parseChartBlock} reads. */
export function formatChartBlock(options: {
  readonly runs: readonly string[];
  readonly metric: string;
  readonly title?: string;
}): string {
  const title = options.title ? [`title: ${options.title}`] : [];
  return [
    `\`\`\`${CHART_FENCE}`,
    `runs: ${options.runs.join(", ")}`,
    `metric: ${options.metric}`,
    ...title,
    "```",
  ].join("\n");
}

function listOf(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}

/** `loss/train` → metric and variant; the metric alone means all of its variants. */
function metricName(text: string): { metric: string; variant: string | null } {
  const at = text.indexOf("/");
  return at < 0 ? { metric: text, variant: null } : { metric: text.slice(0, at), variant: text.slice(at + 1) };
}
