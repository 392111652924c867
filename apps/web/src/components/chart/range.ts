/** Where the y axis ends. */
export type Bounds = readonly [least: number, greatest: number];

/** Share of the values at each end that may be outliers, and how many times the span between stays in sight beyond. */
const TAIL = 0.05;
const FENCE = 1;

/** The ends of an axis for these values without what lies far from nearly all of them; null when there are no values. */
export function withoutOutliers(values: readonly number[]): Bounds | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number;
  const [low, high] = [at(TAIL), at(1 - TAIL)];
  const room = (high - low) * FENCE;
  const [least, greatest] = [sorted[0] as number, sorted.at(-1) as number];
  // Nearly all the same: then there is no scale by which a value could be far.
  if (room === 0) return [least, greatest];
  return [Math.max(least, low - room), Math.min(greatest, high + room)];
}

/** Air above and below; a flat line stands in the middle. */
export function padded(least: number | null, greatest: number | null): [number, number] {
  if (least === null || greatest === null || !Number.isFinite(least) || !Number.isFinite(greatest)) return [0, 1];
  if (least === greatest) {
    const room = Math.abs(least) * 0.1 || 1;
    return [least - room, greatest + room];
  }
  const room = (greatest - least) * 0.06;
  return [least - room, greatest + room];
}
