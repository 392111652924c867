import { isMachineMetric } from "../overview/main-metrics";
import type { ChartPlan, Section } from "../scalars/groups";

/** What a reading is about: its chart, and the words for it. The SDK names readings `gpu_0_utilization`, `memory_used_gb`, … */
const READINGS: readonly { readonly pattern: RegExp; readonly section: string; readonly title: string }[] = [
  { pattern: /^gpu_(\d+)_utilization$/, section: "GPU", title: "GPU utilization (%)" },
  { pattern: /^gpu_(\d+)_mem_usage$/, section: "GPU", title: "GPU memory (%)" },
  { pattern: /^gpu_(\d+)_mem_(used|free)_gb$/, section: "GPU", title: "GPU memory (GB)" },
  { pattern: /^gpu_(\d+)_temperature$/, section: "GPU", title: "GPU temperature (°C)" },
  { pattern: /^gpu_(\d+)_power_draw$/, section: "GPU", title: "GPU power (W)" },
  { pattern: /^cpu_(usage)$/, section: "CPU and memory", title: "CPU (%)" },
  { pattern: /^cpu_(temperature)$/, section: "CPU and memory", title: "CPU temperature (°C)" },
  { pattern: /^memory_(used|free)_gb$/, section: "CPU and memory", title: "Memory (GB)" },
  { pattern: /^network_([rt]x)_mbs$/, section: "Network and disk", title: "Network (MB/s)" },
  { pattern: /^io_(read|write)_mbs$/, section: "Network and disk", title: "Disk (MB/s)" },
  { pattern: /^disk_(free)_percent$/, section: "Network and disk", title: "Free disk (%)" },
];
/** Parts of names that have a word of their own. */
const WORDS: Readonly<Record<string, string>> = { rx: "received", tx: "sent" };
const ORDER = ["GPU", "CPU and memory", "Network and disk", "Other"];
const natural = new Intl.Collator("en", { numeric: true }).compare;

/** The charts of the machine's readings by subject: one kind of reading of all GPUs in one chart. Nodes of one run (`:monitor:gpu:rank1`) stay apart. */
export function machineSections(metrics: Readonly<Record<string, readonly string[]>>): Section[] {
  const charts = new Map<string, ChartPlan & { section: string; variants: string[]; names: Record<string, string> }>();
  for (const metric of Object.keys(metrics).filter(isMachineMetric).sort(natural)) {
    const node = metric.replace(/^:monitor:(gpu|machine)/, "").replace(/^[:_ ]+/, "");
    for (const variant of [...(metrics[metric] ?? [])].sort(natural)) {
      const known = READINGS.find(({ pattern }) => pattern.test(variant));
      const parts = known?.pattern.exec(variant)?.slice(1).filter(Boolean) ?? [variant];
      const title = `${known?.title ?? variant}${node ? ` · ${node}` : ""}`;
      const id = `${metric}\n${title}`;
      const chart = charts.get(id) ?? {
        id,
        title,
        metric,
        section: known?.section ?? "Other",
        variants: [],
        names: {},
      };
      chart.variants.push(variant);
      chart.names[variant] = parts.map((part) => WORDS[part] ?? (/^\d+$/.test(part) ? `GPU ${part}` : part)).join(" ");
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
