import { statfs } from "node:fs/promises";
import { cpus, freemem, totalmem } from "node:os";
import type { MachineStats } from "@limpid/core/workers/schema";
import type { Usage } from "../launcher/launcher";

const MB = 1024 ** 2;

/** What a run used between two looks at it, in the protocol's terms: percent of the machine's processors, megabytes, megabytes a second. */
export function runStats(before: Usage | undefined, now: Usage): MachineStats {
  const memory = { memory_used: now.memory / MB, memory_free: Math.max(now.memoryLimit - now.memory, 0) / MB };
  const seconds = before ? (now.at - before.at) / 1000 : 0;
  if (!before || seconds <= 0) return memory;
  const rate = (key: "received" | "sent" | "read" | "written") => Math.max(now[key] - before[key], 0) / MB / seconds;
  const busy = Math.max(now.cpuSeconds - before.cpuSeconds, 0) / seconds;
  return {
    ...memory,
    cpu_usage: [Math.min((busy / now.cpus) * 100, 100)],
    network_rx: rate("received"),
    network_tx: rate("sent"),
    disk_read: rate("read"),
    disk_write: rate("written"),
  };
}

/** Measures this machine, from one call to the next. */
export class Machine {
  #before = times();

  async stats(): Promise<MachineStats> {
    const before = this.#before;
    const now = times();
    this.#before = now;
    const all = now.all - before.all;
    const disk = await statfs("/").catch(() => null);
    return {
      ...(all > 0 ? { cpu_usage: [((all - (now.idle - before.idle)) / all) * 100] } : {}),
      memory_used: (totalmem() - freemem()) / MB,
      memory_free: freemem() / MB,
      // percent, as the Python agent has it
      ...(disk ? { disk_free_home: (disk.bavail / disk.blocks) * 100 } : {}),
    };
  }
}

/** Milliseconds of all processors together since the machine's start. */
function times(): { idle: number; all: number } {
  const each = cpus().map(({ times: { user, nice, sys, idle, irq } }) => ({
    idle,
    all: user + nice + sys + idle + irq,
  }));
  return {
    idle: each.reduce((sum, { idle }) => sum + idle, 0),
    all: each.reduce((sum, { all }) => sum + all, 0),
  };
}
