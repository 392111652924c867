import type { JoinedTask } from "@limpid/core/tasks/schema";
import { documents, type Task } from "@/lib/wire";

/** A run as the calls with joined references give it. */
export type Run = Task;

/** What head and overview show. Polled often, so nothing here grows with the run: metrics, parameters and artifacts have requests of their own. */
const HEAD_FIELDS = [
  "name",
  "type",
  "status",
  "status_reason",
  "status_message",
  "status_changed",
  "comment",
  "created",
  "started",
  "completed",
  "published",
  "active_duration",
  "last_update",
  "last_change",
  "last_iteration",
  "last_worker",
  "tags",
  "system_tags",
  "runtime",
  "project.name",
  "user.name",
  "parent.name",
  "execution.queue.name",
  "output.destination",
  "company.id",
];

/** The request for the head of one run. */
export function headRequest(id: string) {
  return { id: [id], only_fields: HEAD_FIELDS };
}

/** The request for some fields of one run. */
export function fieldsRequest(id: string, fields: readonly string[]) {
  return { id: [id], only_fields: [...fields] };
}

/** The only run of a reply to {@link headRequest}; null when it is unknown or not visible. */
export function onlyRun(reply: { readonly tasks?: unknown } | undefined): Run | null {
  return documents<Run>(reply?.tasks)[0] ?? null;
}

/** The reply that holds this run: what the cache of {@link headRequest} is filled with. */
export function replyOf(run: Run): { tasks: JoinedTask[] } {
  return { tasks: [run as JoinedTask] };
}

/** Drafts can be edited; what has begun is a record (wire-protocol §7.5). */
export function isDraft(run: Run): boolean {
  return run.status === "created" && !isReadOnly(run);
}

/** Runs of the examples' company are seen by all and changed by none. */
export function isReadOnly(run: Run): boolean {
  return run.company !== undefined && !run.company.id;
}

/** Share done, 0 … 100, of a run that reports it (`runtime.progress`). */
export function progressOf(run: Run): number | undefined {
  const value = Number(run.runtime?.progress ?? Number.NaN);
  return Number.isFinite(value) ? Math.max(0, Math.min(100, value)) : undefined;
}

/** What the SDK's monitor told about the machine (`runtime`), in words. */
const MACHINE: readonly (readonly [key: string, name: string])[] = [
  ["hostname", "Host"],
  ["OS", "System"],
  ["python_version", "Python"],
  ["cpu_cores", "CPU cores"],
  ["memory_gb", "Memory (GB)"],
  ["gpu_type", "GPU"],
  ["gpu_count", "GPUs"],
  ["gpu_memory", "GPU memory"],
  ["gpu_driver_version", "GPU driver"],
  ["gpu_driver_cuda_version", "CUDA"],
];

/** Name and value of what is known of the machine; nothing stands for nothing. */
export function runtimeFacts(run: Run): (readonly [name: string, value: string])[] {
  return MACHINE.flatMap(([key, name]) => {
    const value = run.runtime?.[key];
    const known = typeof value === "string" ? value !== "" : typeof value === "number" && value > 0;
    return known ? [[name, String(value)] as const] : [];
  });
}
