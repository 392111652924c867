import { escapeKey, unescapeKey } from "@/lib/wire";

/** What of a metric stands in a column: a number, or its course. */
export type MetricShow = "value" | "min_value" | "max_value" | "curve";

export interface MetricHashes {
  readonly metric_hash: string;
  readonly variant_hash: string;
}

/** What a column made by somebody shows; its id is the wire's path, so that it sorts and filters. */
export type CustomColumn =
  | ({ readonly kind: "metric"; readonly show: MetricShow } & MetricHashes)
  | { readonly kind: "param"; readonly section: string; readonly name: string };

/** `last_metrics.<hash>.<hash>.max_value`; a curve is `curve.<hash>.<hash>`. */
export function metricColumnId({ metric_hash, variant_hash }: MetricHashes, show: MetricShow): string {
  return show === "curve"
    ? `curve.${metric_hash}.${variant_hash}`
    : `last_metrics.${metric_hash}.${variant_hash}.${show}`;
}

/** `hyperparams.Args.lr.value`. */
export function paramColumnId(section: string, name: string): string {
  return `hyperparams.${escapeKey(section)}.${escapeKey(name)}.value`;
}

/** Reads what the two functions above write; null for every other id. */
export function parseColumnId(id: string): CustomColumn | null {
  const metric = /^last_metrics\.(\w+)\.(\w+)\.(value|min_value|max_value)$/.exec(id);
  if (metric) {
    const [, metric_hash = "", variant_hash = "", show] = metric;
    return { kind: "metric", show: show as MetricShow, metric_hash, variant_hash };
  }
  const [head, first, second, last] = id.split(".");
  if (!first || !second) return null;
  if (head === "curve" && last === undefined)
    return { kind: "metric", show: "curve", metric_hash: first, variant_hash: second };
  if (head === "hyperparams" && last === "value")
    return { kind: "param", section: unescapeKey(first), name: unescapeKey(second) };
  return null;
}

/** A metric as people call it: `loss / train`; one word where both are the same. */
export function metricName({ metric, variant }: { readonly metric: string; readonly variant: string }): string {
  return metric === variant ? metric : `${metric} / ${variant}`;
}

export const SHOW_WORDS: Readonly<Record<MetricShow, string>> = {
  value: "last",
  min_value: "min",
  max_value: "max",
  curve: "curve",
};

const TELLING = [
  /(val|eval|test).*(acc|top1|score|f1|auc|map|reward)/,
  /(acc|top1|score|f1|auc|reward)/,
  /(val|eval|test).*loss/,
  /loss|error/,
];

/** The metric that says most about runs: a score, else a loss, else the first that is not about the machine; null without any. */
export function mainMetric<Name extends { readonly metric: string; readonly variant: string }>(
  names: readonly Name[],
): Name | null {
  const own = names.filter((name) => !name.metric.startsWith(":monitor:") && name.metric !== "Summary");
  for (const pattern of TELLING) {
    const found = own.find((name) => pattern.test(`${name.metric} ${name.variant}`.toLowerCase()));
    if (found) return found;
  }
  return own[0] ?? null;
}
