import { errors } from "../platform/errors";
import { checkPeriod, type Period } from "../platform/period";

/** Seconds; smaller intervals are raised to this (wire-protocol §9). */
const LEAST = 40;
/** Intervals in one report at most. */
const MOST = 10_000;
/** What of the last interval must lie within the period, so that the end of a curve is no fall. */
const WHOLE = 0.9;

/** A period cut into intervals that begin at multiples of their length. */
export interface Intervals {
  /** The beginnings, milliseconds. */
  readonly dates: readonly number[];
  /** The whole period, milliseconds: the first included, the last not. */
  readonly from: number;
  readonly to: number;
  /** The place in `dates` of the interval that a moment (milliseconds) is in; -1 when it is in none. */
  indexOf(timestamp: number): number;
}

/**
 * Cuts a period; an incomplete interval at the end is left out (wire-protocol §9).
 * @throws 400/16 the period ends before it begins, 400/12 too many intervals.
 */
export function cutPeriod(period: Period): Intervals {
  checkPeriod(period);
  const length = Math.max(period.interval, LEAST) * 1000;
  const [from, to] = [period.from_date * 1000, period.to_date * 1000];
  const first = Math.floor(from / length) * length;
  const count = Math.floor((to - first) / length + (1 - WHOLE));
  if (count > MOST) throw errors.validationError("too many intervals", { interval: period.interval, most: MOST });
  return {
    dates: Array.from({ length: count }, (_, index) => first + index * length),
    from,
    to,
    indexOf: (timestamp) => {
      const index = Math.floor((timestamp - first) / length);
      return timestamp >= from && timestamp < to && index < count ? index : -1;
    },
  };
}
