import type { Task } from "@/lib/wire";

/** Configuration in which the SDK keeps a run's steps. */
export const STEPS = "Pipeline";

/** One step of a run, as the controller knows it. */
export interface Step {
  readonly name: string;
  readonly parents: readonly string[];
  /** Task type of its run. */
  readonly type: string | null;
  /** Id of its run; null before it starts. */
  readonly task: string | null;
  readonly queue: string | null;
  /** The controller's own word: pending, running, completed, failed, cached, skipped, aborted, queued. */
  readonly status: string;
  readonly started: Date | null;
  readonly ended: Date | null;
  /** What the controller sets in the run: `Args/epochs` → value. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Reads {@link STEPS}, a map from names to nodes. Empty when there is none, or it is damaged. */
export function parseSteps(text: string | undefined): Step[] {
  let nodes: unknown;
  try {
    nodes = JSON.parse(text ?? "");
  } catch {
    return [];
  }
  return Object.entries(asRecord(nodes)).map(([name, value]) => {
    const node = asRecord(value);
    return {
      name,
      parents: Array.isArray(node.parents) ? node.parents.filter((parent) => typeof parent === "string") : [],
      type: textOf(node.job_type),
      task: textOf(node.job_id) ?? textOf(node.executed),
      queue: textOf(node.queue),
      status: node.skip_job === true ? "skipped" : (textOf(node.status) ?? "pending"),
      started: dateOf(node.job_started),
      ended: dateOf(node.job_ended),
      parameters: Object.fromEntries(
        Object.entries(asRecord(node.parameters)).map(([key, parameter]) => [key, String(parameter)]),
      ),
    };
  });
}

/** The steps of a run that has not begun: what is written there is still what became of the run that it is a copy of. */
export function unstarted(steps: readonly Step[]): Step[] {
  return steps.map((step) => ({ ...step, task: null, status: "pending", started: null, ended: null }));
}

/** Controller's words → wire status; its run, where there is one, knows better. */
const WIRE_STATUS: Readonly<Record<string, string>> = {
  running: "in_progress",
  queued: "queued",
  completed: "completed",
  executed: "completed",
  cached: "completed",
  failed: "failed",
  aborted: "stopped",
};

/** The status of a step on the wire. `run` is its task, when it has begun. */
export function stepStatus(step: Step, run: Task | undefined): string {
  if (step.status === "cached" || step.status === "skipped") return "completed";
  return run?.status ?? WIRE_STATUS[step.status] ?? "created";
}

/** Words that the wire status does not say: taken from the cache, left out, waiting for its parents. */
export function stepNote(step: Step): string | null {
  if (step.status === "cached") return "cached";
  if (step.status === "skipped") return "skipped";
  return step.task === null ? "waiting" : null;
}

/** When a step ran, milliseconds since 1970; its run knows best. Null where it has not begun. */
export function stepSpan(step: Step, run: Task | undefined): { start: number; end: number | null } | null {
  const start = timeOf(run?.started) ?? step.started?.getTime() ?? null;
  if (start === null) return null;
  const open = run ? run.status === "in_progress" : step.status === "running";
  return { start, end: open ? null : (timeOf(run?.completed) ?? step.ended?.getTime() ?? null) };
}

/** How many steps are in each wire status. */
export function countSteps(steps: readonly Step[], runs: ReadonlyMap<string, Task>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const step of steps) {
    const status = stepStatus(step, step.task ? runs.get(step.task) : undefined);
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

export function pipelineHref(project: string): string {
  return `/pipelines/${project}`;
}

export function pipelineRunHref(task: { readonly id: string; readonly project?: { readonly id?: string } }): string {
  return `/pipelines/${task.project?.id ?? "*"}/runs/${task.id}`;
}

/** Arguments that a new run is asked for, in the order of their names. */
export function pipelineArguments(run: Task): { name: string; value: string; type?: string; description?: string }[] {
  return Object.values(run.hyperparams?.Args ?? {})
    .map(({ name, value = "", type, description }) => ({ name, value, type, description }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Seconds since 1970. */
function dateOf(value: unknown): Date | null {
  return typeof value === "number" && value > 0 ? new Date(value * 1000) : null;
}

function timeOf(value: string | undefined): number | null {
  const time = Date.parse(value ?? "");
  return Number.isNaN(time) ? null : time;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
