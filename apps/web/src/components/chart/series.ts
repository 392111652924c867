import { type Smoothing, smooth } from "./smoothing";

/** One line of a chart, in plain arrays of equal length. */
export interface ChartSeries {
  /** Unique in the chart: `<run>/<variant>`. */
  readonly id: string;
  readonly label: string;
  /** Any CSS colour, `var(--run-3)` included. */
  readonly color: string;
  readonly dash?: readonly number[];
  /** Ascending. Iterations, seconds from the start, or seconds since 1970, as the chart's `xAxis` says. */
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  /** Band around the line where a point stands for several: the least and the greatest value. */
  readonly min?: readonly (number | null)[];
  readonly max?: readonly (number | null)[];
  /** Drawn thin and pale behind the others, without a name in tooltips. */
  readonly faint?: boolean;
}

/** What a column of the drawn data stands for. */
interface DrawnSeries {
  readonly source: ChartSeries;
  readonly role: "line" | "original" | "min" | "max";
}

export interface DrawnData {
  /** x first, then one array for each of `drawn`, all of the length of x; null where a series has no point there. */
  readonly columns: (number | null)[][];
  readonly drawn: readonly DrawnSeries[];
  /** Points left out because a logarithmic axis cannot show them. */
  readonly omitted: number;
}

/** Puts all series on one x axis, smoothed; originals stand faint behind smoothed lines, bands behind all. */
export function drawSeries(
  series: readonly ChartSeries[],
  options: { smoothing: Smoothing; showOriginal: boolean; xLog: boolean; yLog: boolean },
): DrawnData {
  const drawn: DrawnSeries[] = [];
  const values: (readonly (number | null)[])[] = [];
  const add = (source: ChartSeries, role: DrawnSeries["role"], of: readonly (number | null)[]) => {
    drawn.push({ source, role });
    values.push(of);
  };
  for (const source of series) {
    if (source.min && source.max) {
      add(source, "max", source.max);
      add(source, "min", source.min);
    }
  }
  for (const source of series) {
    if (source.faint) add(source, "original", smooth(source.y, options.smoothing));
    else if (options.smoothing.weight > 0 && options.showOriginal) add(source, "original", source.y);
  }
  for (const source of series) if (!source.faint) add(source, "line", smooth(source.y, options.smoothing));

  const xs = mergedX(series, options.xLog);
  const indexOf = new Map(xs.map((x, index) => [x, index]));
  let omitted = 0;
  const columns = values.map((column, place) => {
    const result = new Array<number | null>(xs.length).fill(null);
    const { source, role } = drawn[place] ?? {};
    for (let index = 0; index < column.length; index++) {
      const at = indexOf.get(source?.x[index] as number);
      const value = column[index] ?? null;
      const impossible = value !== null && (!Number.isFinite(value) || (options.yLog && value <= 0));
      if (role === "line" && (at === undefined || (impossible && options.yLog))) omitted++;
      if (at !== undefined && !impossible) result[at] = value;
    }
    return result;
  });
  return { columns: [xs, ...columns], drawn, omitted };
}

function mergedX(series: readonly ChartSeries[], log: boolean): number[] {
  const all = new Set<number>();
  for (const { x } of series) for (const value of x) if (!log || value > 0) all.add(value);
  return [...all].sort((a, b) => a - b);
}

/** Index of the series' point nearest to `index` in a column with gaps; null when it is empty. */
export function nearestPoint(column: ArrayLike<number | null | undefined>, index: number): number | null {
  for (let distance = 0; distance < column.length; distance++) {
    if (column[index - distance] !== null && column[index - distance] !== undefined) return index - distance;
    if (column[index + distance] !== null && column[index + distance] !== undefined) return index + distance;
  }
  return null;
}

/** The last value of a series that is a number. */
export function lastValue(series: ChartSeries): number | null {
  return series.y.findLast((value) => value !== null && Number.isFinite(value)) ?? null;
}
