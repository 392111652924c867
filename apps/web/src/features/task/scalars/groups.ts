/** One chart of the page: a metric with all of its variants, or one of them. */
export interface ChartPlan {
  /** Unique, and the same as long as the names are. */
  readonly id: string;
  readonly title: string;
  readonly metric: string;
  readonly variants: readonly string[];
  /** What a variant is called in the legend, where its own name says less. */
  readonly names?: Readonly<Record<string, string>>;
}

export interface Section {
  /** What the metrics' names have before the first slash; empty for those without. */
  readonly name: string;
  readonly charts: readonly ChartPlan[];
}

export type Grouping = "metric" | "variant";

const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

/** All charts, in the order of their names with numbers as numbers: `layer 2` before `layer 10`. */
export function chartsOf(metrics: Readonly<Record<string, readonly string[]>>, grouping: Grouping): ChartPlan[] {
  return Object.keys(metrics)
    .sort(order)
    .flatMap((metric) => {
      const variants = [...(metrics[metric] ?? [])].sort(order);
      if (grouping === "metric") return [{ id: metric, title: metric, metric, variants }];
      return variants.map((variant) => ({
        id: `${metric}\n${variant}`,
        title: variant === "" || variant === metric ? metric : `${metric} / ${variant}`,
        metric,
        variants: [variant],
      }));
    });
}

/** The charts whose names hold every word that was typed. */
export function searchCharts(charts: readonly ChartPlan[], search: string): readonly ChartPlan[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return charts;
  return charts.filter(({ metric, variants }) => {
    const name = `${metric} ${variants.join(" ")}`.toLowerCase();
    return words.every((word) => name.includes(word));
  });
}

/** Charts by the beginnings of their names; those without one come first. */
export function sectionsOf(charts: readonly ChartPlan[]): Section[] {
  const sections = new Map<string, ChartPlan[]>([["", []]]);
  for (const chart of charts) {
    const slash = chart.metric.indexOf("/");
    const name = slash > 0 ? chart.metric.slice(0, slash) : "";
    const known = sections.get(name);
    if (known) known.push(chart);
    else sections.set(name, [chart]);
  }
  return Array.from(sections, ([name, charts]) => ({ name, charts })).filter((section) => section.charts.length > 0);
}

/** A line of the page's grid. */
export type GridRow =
  | { readonly kind: "heading"; readonly key: string; readonly section: Section; readonly open: boolean }
  | { readonly kind: "charts"; readonly key: string; readonly charts: readonly ChartPlan[] };

/** The sections cut into rows of `columns` charts. A single section needs no heading. */
export function gridRows(sections: readonly Section[], columns: number, closed: ReadonlySet<string>): GridRow[] {
  const headed = sections.length > 1;
  return sections.flatMap((section) => {
    const open = !headed || !closed.has(section.name);
    const rows: GridRow[] = headed ? [{ kind: "heading", key: `heading ${section.name}`, section, open }] : [];
    for (let at = 0; open && at < section.charts.length; at += columns) {
      const charts = section.charts.slice(at, at + columns);
      rows.push({ kind: "charts", key: `charts ${columns} ${charts[0]?.id}`, charts });
    }
    return rows;
  });
}
