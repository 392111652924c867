/** How a line is smoothed. */
export const SMOOTHING_KINDS = ["ema", "mean", "gaussian"] as const;
export type SmoothingKind = (typeof SMOOTHING_KINDS)[number];

export interface Smoothing {
  readonly kind: SmoothingKind;
  /** 0 (not at all) … 0.999. A weight w looks about 1 / (1 − w) points far, whatever the kind. */
  readonly weight: number;
}

export const NOT_SMOOTHED: Smoothing = { kind: "ema", weight: 0 };

/** The line smoothed. Gaps and what is no number stay gaps, and do not spoil what is around them. */
export function smooth(values: readonly (number | null)[], { kind, weight }: Smoothing): (number | null)[] {
  if (weight <= 0) return [...values];
  switch (kind) {
    case "ema":
      return movingAverage(values, weight);
    case "mean": {
      const reach = Math.round(weight / (1 - weight));
      return weighted(values, new Array<number>(2 * reach + 1).fill(1));
    }
    case "gaussian": {
      const deviation = Math.max(0.3, weight / (1 - weight) / 2);
      const reach = Math.min(1_000, Math.ceil(3 * deviation));
      return weighted(
        values,
        Array.from({ length: 2 * reach + 1 }, (_, index) => Math.exp(-((index - reach) ** 2) / (2 * deviation ** 2))),
      );
    }
  }
}

/** Exponential moving average, debiased as TensorBoard's so that the first points are not drawn to zero. */
function movingAverage(values: readonly (number | null)[], weight: number): (number | null)[] {
  let last = 0;
  let count = 0;
  return values.map((value) => {
    if (value === null || !Number.isFinite(value)) return null;
    last = last * weight + (1 - weight) * value;
    count++;
    return last / (1 - weight ** count);
  });
}

/** Each point as the mean of its neighbours under a symmetrical kernel; at the ends of the points that are there. */
function weighted(values: readonly (number | null)[], kernel: readonly number[]): (number | null)[] {
  const reach = (kernel.length - 1) / 2;
  return values.map((value, at) => {
    if (value === null || !Number.isFinite(value)) return null;
    let sum = 0;
    let total = 0;
    for (let index = Math.max(0, at - reach); index <= Math.min(values.length - 1, at + reach); index++) {
      const neighbour = values[index];
      if (neighbour === null || neighbour === undefined || !Number.isFinite(neighbour)) continue;
      const factor = kernel[index - at + reach] ?? 0;
      sum += neighbour * factor;
      total += factor;
    }
    return total === 0 ? value : sum / total;
  });
}
