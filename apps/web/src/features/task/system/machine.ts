import { isMachineMetric } from "../overview/main-metrics";
import type { ChartPlan, Section } from "../scalars/groups";

/** What a reading is about: its chart, and the words for it. The SDK names readings `gpu_0_utilization`, `memory_used_gb`, … */
const READINGS: readonly { readonly pattern: RegExp; readonly section: string; readonly title: string }[] = [
  { pattern: /^gpu_\d+_utilization$/, section: "GPU", title: "GPU utilization (%)" },
  { pattern: /^gpu_\d+_mem_usage$/, section: "GPU", title: "GPU memory (%)" },
  { pattern: /^gpu_\d+_mem_(used|free)_gb$/, section: "GPU", title: "GPU memory (GB)" },
  { pattern: /^gpu_\d+_temperature$/, section: "GPU", title: "GPU temperature (°C)" },
  { pattern: /^gpu_\d+_power_draw$/, section: "GPU", title: "GPU power (W)" },
  { pattern: /^cpu_usage$/, section: "CPU and memory", title: "CPU (%)" },
  { pattern: /^cpu_temperature$/, section: "CPU and memory", title: "CPU temperature (°C)" },
  { pattern: /^memory_(used|free)_gb$/, section: "CPU and memory", title: "Memory (GB)" },
  { pattern: /^network_[rt]x_mbs$/, section: "Network and disk", title: "Network (MB/s)" },
  { pattern: /^io_(read|write)_mbs$/, section: "Network and disk", title: "Disk (MB/s)" },
  { pattern: /^disk_free_percent$/, section: "Network and disk", title: "Free disk (%)" },
];
const ORDER = ["GPU", "CPU and memory", "Network and disk", "Other"];
const natural = new Intl.Collator("en", { numeric: true }).compare;

/** The charts of the machine's readings by subject: one kind of reading of all GPUs in one chart. Nodes of one run (`:monitor:gpu:rank1`) stay apart. */
export function machineSections(metrics: Readonly<Record<string, readonly string[]>>): Section[] {
  const charts = new Map<string, ChartPlan & { section: string; variants: string[] }>();
  for (const metric of Object.keys(metrics).filter(isMachineMetric).sort(natural)) {
    const node = metric.replace(/^:monitor:(gpu|machine)/, "").replace(/^[:_ ]+/, "");
    for (const variant of [...(metrics[metric] ?? [])].sort(natural)) {
      const known = READINGS.find(({ pattern }) => pattern.test(variant));
      const title = `${known?.title ?? variant}${node ? ` · ${node}` : ""}`;
      const id = `${metric}\n${title}`;
      const chart = charts.get(id) ?? { id, title, metric, section: known?.section ?? "Other", variants: [] };
      chart.variants.push(variant);
      charts.set(id, chart);
    }
  }
  const rank = ({ id }: ChartPlan) => READINGS.findIndex(({ title }) => id.includes(title)) >>> 0;
  return ORDER.map((name) => ({
    name,
    charts: [...charts.values()]
      .filter(({ section }) => section === name)
      .sort((one, other) => rank(one) - rank(other)),
  })).filter((section) => section.charts.length > 0);
}
