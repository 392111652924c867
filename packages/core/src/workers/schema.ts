import { z } from "zod";

/** A worker's own name; with the user's and the company's it names the owner of its statistics in the event store. */
export const WorkerId = z.string().min(1).max(180);

const number = z.number().nullish();
const numbers = z.array(z.number().nullable()).max(1024).nullish();

/** What a worker measures of its machine; lists hold one number a processor or card (wire-protocol §9). */
export const MachineStats = z.object({
  cpu_usage: numbers,
  cpu_temperature: numbers,
  gpu_usage: numbers,
  gpu_temperature: numbers,
  gpu_fraction: numbers,
  gpu_memory_free: numbers,
  gpu_memory_used: numbers,
  memory_used: number,
  memory_free: number,
  network_tx: number,
  network_rx: number,
  disk_free_home: number,
  disk_free_temp: number,
  disk_read: number,
  disk_write: number,
});
export type MachineStats = z.output<typeof MachineStats>;

/** One of the names in {@link MachineStats}. */
export const StatKey = MachineStats.keyof();
export type StatKey = z.output<typeof StatKey>;

const tags = z.array(z.string()).nullish();

/** Fields that register and status_report share. */
export const workerFields = { worker: WorkerId, queues: z.array(z.string()).nullish(), tags, system_tags: tags };

/** Conditions of get_all and get_count. */
export const filterFields = {
  last_seen: z.number().int().nullish().describe("seconds; 0 or less: all"),
  tags: tags.describe("any of these; -tag: not that one"),
  system_tags: tags.describe("as tags"),
  worker_pattern: z.string().nullish().describe("matches the whole id; * any text, ? any character"),
};

/** What calls without an answer answer. */
export const Nothing = z.object({});
