import type { ChartSeries } from "@/components/chart/series";
import { slotStyle } from "@/lib/colors/run-colors";
import type { Task } from "@/lib/wire";

/** Runs that are drawn as one line. */
export interface RunGroup {
  readonly label: string;
  readonly runs: readonly Task[];
}

/** What runs can be grouped by: `all`, `tags`, or a hyperparameter as `param:<section>/<name>`. */
export interface Grouping {
  readonly value: string;
  readonly label: string;
}

/** What is around the mean. */
export const BANDS = ["minmax", "std", "stderr", "ci95"] as const;
export type Band = (typeof BANDS)[number];
export const BAND_NAMES: Readonly<Record<Band, string>> = {
  minmax: "Min–max",
  std: "Std",
  stderr: "Std error",
  ci95: "95 %",
};

const PARAMETER = "param:";

/** The groupings of these runs that put some together and keep others apart. */
export function groupingsOf(runs: readonly Task[]): Grouping[] {
  const parameters = new Set(
    runs.flatMap((run) =>
      Object.entries(run.hyperparams ?? {}).flatMap(([section, items]) =>
        Object.values(items).map(({ name }) => `${section}/${name}`),
      ),
    ),
  );
  const isUseful = ({ value }: Grouping): boolean => {
    const count = groupRuns(runs, value).length;
    return count > 1 && count < runs.length;
  };
  return [
    { value: "all", label: "All runs" },
    ...[
      { value: "tags", label: "Tags" },
      ...[...parameters].sort().map((name) => ({ value: `${PARAMETER}${name}`, label: name })),
    ].filter(isUseful),
  ];
}

/** Runs of one value side by side, in the order of the runs. */
export function groupRuns(runs: readonly Task[], by: string): RunGroup[] {
  const groups = new Map<string, Task[]>();
  for (const run of runs) {
    const label = labelOf(run, by);
    groups.set(label, [...(groups.get(label) ?? []), run]);
  }
  return Array.from(groups, ([label, runs]) => ({ label, runs }));
}

function labelOf(run: Task, by: string): string {
  if (by === "tags") return run.tags?.length ? [...run.tags].sort().join(", ") : "No tags";
  if (!by.startsWith(PARAMETER)) return "All runs";
  const path = by.slice(PARAMETER.length);
  const [section, items] =
    Object.entries(run.hyperparams ?? {}).find(
      ([name, items]) =>
        path.startsWith(`${name}/`) && Object.values(items).some((item) => `${name}/${item.name}` === path),
    ) ?? [];
  const item = Object.values(items ?? {}).find(({ name }) => `${section}/${name}` === path);
  return item ? `${item.name} ${item.value ?? ""}`.trim() : `No ${path.slice(path.indexOf("/") + 1)}`;
}

/** A line of events.scalar_aggregates. */
export interface GroupLine {
  readonly group: number;
  readonly variant: string;
  readonly x: readonly number[];
  readonly mean: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly std: readonly (number | null)[];
  readonly stderr: readonly (number | null)[];
  readonly ci95: readonly (number | null)[];
}

const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [9, 3, 2, 3]];

/** Groups as a chart draws them: the means, each group in a colour and each variant in a dash of its own, and a band around. */
export function groupSeries(
  groups: readonly RunGroup[],
  lines: readonly GroupLine[],
  {
    band,
    variants,
    fine = [],
  }: { readonly band: Band; readonly variants: readonly string[]; readonly fine?: readonly GroupLine[] },
): ChartSeries[] {
  const key = ({ group, variant }: Pick<GroupLine, "group" | "variant">) => `${group}/${variant}`;
  const shown = new Map([...lines, ...fine].map((line) => [key(line), line]));
  return groups.flatMap(({ label, runs }, group) =>
    variants.flatMap((variant, place) => {
      const line = shown.get(key({ group, variant }));
      if (!line) return [];
      const name = `${label} (${runs.length})`;
      return {
        id: `group ${key(line)}`,
        label: variants.length > 1 ? `${name} · ${variant}` : name,
        color: slotStyle(group).color,
        dash: DASHES[place % DASHES.length],
        x: line.x,
        y: line.mean,
        ...edges(line, band),
      };
    }),
  );
}

/** Where there is one run only, the mean is all there is. */
function edges(line: GroupLine, band: Band): Required<Pick<ChartSeries, "min" | "max">> {
  if (band === "minmax") return { min: line.min, max: line.max };
  const around = (sign: 1 | -1) => line.mean.map((mean, at) => mean + sign * (line[band][at] ?? 0));
  return { min: around(-1), max: around(1) };
}
