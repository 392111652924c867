/** One curve by its wire names. */
export interface MetricName {
  readonly metric: string;
  readonly variant: string;
}

/** What people look at first, the best first. A word counts wherever it stands alone in the name. */
const WORDS: readonly RegExp[] = [
  /\b(accuracy|acc|top1|top-1|f1|auc|auroc|map|miou|iou|bleu|rouge|reward|return|score|r2|psnr|ssim)\b/,
  /\b(loss|cost|nll|perplexity|ppl|error|err|rmse|mae|mse|wer|cer|fid)\b/,
];
const HELD_OUT = /\b(val|valid|validation|eval|test|dev)\b/;

/** Whether a metric is about the machine and not about the work. */
export function isMachineMetric(metric: string): boolean {
  return metric.startsWith(":monitor:");
}

function rank({ metric, variant }: MetricName): number {
  const name = `${metric} ${variant}`.toLowerCase().replaceAll(/[_/.:]+/g, " ");
  const place = WORDS.findIndex((pattern) => pattern.test(name));
  return (place < 0 ? WORDS.length : place) * 2 + (HELD_OUT.test(name) ? 0 : 1);
}

/** The curves that say most about a run: scores before losses before the rest, held-out data before training; the machine is left out. */
export function mainMetrics(names: readonly MetricName[], count: number): MetricName[] {
  return names
    .filter(({ metric }) => !isMachineMetric(metric))
    .map((name) => ({ name, rank: rank(name) }))
    .sort(
      (one, other) =>
        one.rank - other.rank ||
        one.name.metric.localeCompare(other.name.metric) ||
        one.name.variant.localeCompare(other.name.variant),
    )
    .slice(0, count)
    .map(({ name }) => name);
}

/** A curve's name in words; a variant that repeats its metric is said once. */
export function metricLabel({ metric, variant }: MetricName): string {
  return variant === "" || variant === metric ? metric : `${metric} / ${variant}`;
}
