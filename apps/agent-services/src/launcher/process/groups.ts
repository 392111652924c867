import { readdir, readFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import type { Usage } from "../launcher";

/** The kernel counts time in hundredths, and memory in pages. */
const TICKS = 100;
const PAGE = 4096;

interface Stat {
  readonly state: string;
  readonly group: number;
  readonly ticks: number;
  readonly beginning: string;
  readonly pages: number;
}

/** The kernel's line on a process; what stands in brackets is its name, which may have anything in it. */
async function statOf(pid: number | string): Promise<Stat | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  if (fields.length < 22) return null;
  const number = (index: number) => Number(fields[index]);
  return {
    state: fields[0] ?? "",
    group: number(2),
    ticks: number(11) + number(12),
    beginning: fields[19] ?? "",
    pages: number(21),
  };
}

/** When a process began: with its number, a name for it that no other ever has. */
export async function beginning(pid: number): Promise<string | null> {
  return (await statOf(pid))?.beginning ?? null;
}

/** Whether the leader of a process group is there, and is the one that began then. */
export async function isGroupAlive(leader: number, began: string): Promise<boolean> {
  const stat = await statOf(leader);
  return stat !== null && stat.beginning === began && stat.state !== "Z";
}

/** Sends a signal to all of a group; one that is gone is no error. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  signalLeader(-leader, signal);
}

/** Sends a signal to a group's leader alone. */
export function signalLeader(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** What the living processes of a group use. */
export async function groupUsage(leader: number): Promise<Usage> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const stats = (await Promise.all(pids.map(statOf))).filter((stat) => stat?.group === leader);
  const sum = (key: "ticks" | "pages") => stats.reduce((all, stat) => all + (stat?.[key] ?? 0), 0);
  return {
    at: Date.now(),
    cpuSeconds: sum("ticks") / TICKS,
    cpus: cpus().length,
    memory: sum("pages") * PAGE,
    memoryLimit: totalmem(),
    received: 0,
    sent: 0,
    read: 0,
    written: 0,
  };
}
