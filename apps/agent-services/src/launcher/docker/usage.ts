import type { ContainerStats } from "dockerode";
import type { Usage } from "../launcher";

/** What the engine measured, in our own terms; null for a container that does not run. */
export function usageOf(stats: ContainerStats): Usage | null {
  // the engine answers zeros for a container that has ended
  if (!stats.cpu_stats?.system_cpu_usage) return null;
  const { cpu_stats, memory_stats, networks, blkio_stats } = stats;
  const network = Object.values(networks ?? {});
  const blocks = blkio_stats?.io_service_bytes_recursive ?? [];
  const moved = (op: string) =>
    blocks.filter((entry) => entry.op.toLowerCase() === op).reduce((sum, { value }) => sum + value, 0);
  return {
    at: Date.parse(stats.read),
    cpuSeconds: cpu_stats.cpu_usage.total_usage / 1e9,
    cpus: cpu_stats.online_cpus || 1,
    memory: memoryInUse(memory_stats),
    memoryLimit: memory_stats?.limit ?? 0,
    received: network.reduce((sum, { rx_bytes }) => sum + rx_bytes, 0),
    sent: network.reduce((sum, { tx_bytes }) => sum + tx_bytes, 0),
    read: moved("read"),
    written: moved("write"),
  };
}

/** Without the files that the kernel merely keeps in memory, as `docker stats` shows it; cgroup v1 and v2 name these differently. */
function memoryInUse(memory: ContainerStats["memory_stats"] | undefined): number {
  if (!memory?.usage) return 0;
  const { total_inactive_file, inactive_file } = (memory.stats ?? {}) as unknown as Record<string, number | undefined>;
  const cached = total_inactive_file ?? inactive_file ?? 0;
  return Math.max(memory.usage - cached, 0);
}
