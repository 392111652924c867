import type { JobFigures } from "@limpid/core/platform/jobs";
import { formatBytes } from "@/lib/format/numbers";
import type { DiskReport } from "./disk-report";

/** How one process or store is. */
export interface PartHealth {
  readonly id: "api" | "files" | "database" | "events" | "jobs";
  readonly ok: boolean;
  /** What is known beyond that: why not, or figures. */
  readonly detail?: string;
}

/** What `/health/parts` of the web process answers. */
export interface HealthReport {
  readonly parts: readonly PartHealth[];
}

/** A part with how much room its disk has, where that is known; not well when it is almost full. */
export function withDisk(part: PartHealth, disk: DiskReport | undefined): PartHealth {
  if (!part.ok || !disk) return part;
  const room = `${formatBytes(disk.free)} of ${formatBytes(disk.total)} free`;
  if (!disk.low) return { ...part, detail: room };
  return { ...part, ok: false, detail: `${room}: the disk is almost full, and what would fill it is refused` };
}

/** Some job is due every minute: a queue that finished none for so long has no worker, milliseconds. */
const STILL = 5 * 60_000;

/** Whether background jobs are being done, and how many wait. */
export function jobsHealth({ waiting, failed, last_finished }: JobFigures, now: Date): PartHealth {
  const age = last_finished ? now.getTime() - last_finished.getTime() : Number.POSITIVE_INFINITY;
  const counts = [`${waiting} waiting`, ...(failed > 0 ? [`${failed} failed in the last week`] : [])].join(", ");
  if (age <= STILL) return { id: "jobs", ok: true, detail: counts };
  const since = last_finished ? `none has ended for ${Math.round(age / 60_000)} minutes` : "none has ended yet";
  return { id: "jobs", ok: false, detail: `${counts}; ${since}. Is agent-services running?` };
}
