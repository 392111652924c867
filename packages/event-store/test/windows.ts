import type { ScalarEvent, Series, Windows, WindowsQuery } from "../src/store";
import { compareTuples, group } from "./tuples";

type Stretches = Pick<Windows, "first" | "last" | "count" | "sum" | "min" | "max">;

const extremeOf = (values: readonly number[], better: (one: number, other: number) => number): number => {
  const numbers = values.filter((value) => !Number.isNaN(value));
  return numbers.length === 0 ? Number.NaN : numbers.reduce((one, other) => better(one, other)) + 0;
};

/**
 * What stretches of these points must be, cut where somebody has cut them: what is left over is one more. The sum is theirs if it
 * is the right one but for what floats lose.
 */
export function cutAgain(
  { places, values }: { readonly places: readonly number[]; readonly values: readonly number[] },
  cut: Pick<Windows, "count" | "sum"> | undefined,
): Stretches {
  const counts = [...(cut?.count ?? [])];
  const known = counts.reduce((sum, count) => sum + count, 0);
  if (known < places.length) counts.push(places.length - known);
  let start = 0;
  const parts = counts.map((count, index) => {
    const part = values.slice(start, start + count);
    const [first = Number.NaN, last = Number.NaN] = [places[start], places[start + part.length - 1]];
    start += count;
    const sum = part.reduce((all, value) => all + value, 0);
    const size = part.reduce((all, value) => all + Math.abs(value), 0);
    const theirs = cut?.sum[index] ?? Number.NaN;
    const isRight = Object.is(theirs, sum) || Math.abs(theirs - sum) <= size * 1e-12 || size === Infinity;
    return {
      ...{ first, last, count: part.length, sum: isRight ? theirs : sum },
      min: extremeOf(part, Math.min),
      max: extremeOf(part, Math.max),
    };
  });
  const column = (name: keyof Stretches) => Float64Array.from(parts, (part) => part[name]);
  return {
    ...{ first: column("first"), last: column("last"), count: column("count") },
    ...{ sum: column("sum"), min: column("min"), max: column("max") },
  };
}

/** A curve's points by their place on an axis, those within both bounds. */
export function pointsOf(
  series: Pick<Series, "iter" | "timestamp" | "value">,
  axis: "iter" | "timestamp",
  { gte = -Infinity, lte = Infinity }: { readonly gte?: number; readonly lte?: number } = {},
): { readonly places: number[]; readonly values: number[] } {
  const order = [...series[axis].keys()]
    .filter((index) => (series[axis][index] as number) >= gte && (series[axis][index] as number) <= lte)
    .sort((one, other) => (series[axis][one] as number) - (series[axis][other] as number) || one - other);
  return {
    places: order.map((index) => series[axis][index] as number),
    values: order.map((index) => series.value[index] as number),
  };
}

/** What stretches of some owners' points must be. */
export function windowsOf(
  points: readonly ScalarEvent[],
  { axis, buckets, total = Infinity }: Pick<WindowsQuery, "axis" | "buckets" | "total">,
  found: readonly Windows[],
): Windows[] {
  const curves = group(points, ({ owner, metric, variant }) => JSON.stringify([owner, metric, variant]));
  const most = Math.max(1, Math.min(buckets, total / curves.length));
  const ordered = (some: readonly ScalarEvent[], place: (event: ScalarEvent) => number) => {
    const tuple = (event: ScalarEvent) => [place(event), event.iter, event.key ?? ""];
    return [...some].sort((one, other) => compareTuples(tuple(one), tuple(other)));
  };
  return curves
    .map((some) => {
      const { owner, metric, variant } = some[0] as ScalarEvent;
      const byPlace = ordered(some, (event) => event[axis]);
      const x_axis_label = ordered(some, ({ iter }) => iter).findLast(
        (event) => event.x_axis_label !== undefined,
      )?.x_axis_label;
      const theirs = found.find((one) => one.owner === owner && one.metric === metric && one.variant === variant);
      // Few points are not cut together, many are cut as often as was asked for at most.
      const isAsAsked =
        theirs && (some.length <= most ? theirs.count.every((one) => one === 1) : theirs.count.length <= most);
      const whole = { places: byPlace.map((event) => event[axis]), values: byPlace.map(({ value = 0 }) => value) };
      return {
        ...{ owner, metric, variant, ...cutAgain(whole, isAsAsked ? theirs : undefined) },
        ...(x_axis_label === undefined ? {} : { x_axis_label }),
      };
    })
    .sort((one, other) =>
      compareTuples([one.owner, one.metric, one.variant], [other.owner, other.metric, other.variant]),
    );
}
