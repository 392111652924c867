"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { isActive } from "@/components/status/status";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { documents, type Task } from "@/lib/wire";
import { parseSteps, STEPS, type Step, unstarted } from "./pipeline";

const RUN_FIELDS = [
  ...["name", "status", "status_message", "status_reason", "type", "comment", "tags", "system_tags", "runtime"],
  ...["created", "started", "completed", "active_duration", "last_update", "project.name", "user.name", "company.id"],
  ...["execution.queue.name", "hyperparams.Args", `configuration.${STEPS}`],
];
const STEP_FIELDS = [
  ...["name", "status", "status_message", "status_reason", "type", "started", "completed", "active_duration"],
  ...["project.name", "last_metrics", "last_iteration", "runtime.progress"],
];

export interface PipelineRun {
  readonly run: Task | undefined;
  readonly steps: readonly Step[];
  /** Runs of the steps that have begun, by id. */
  readonly tasks: ReadonlyMap<string, Task>;
  readonly status: "pending" | "error" | "success";
  readonly error: unknown;
  readonly retry: () => void;
}

/** A run of a pipeline with its steps, kept fresh while one of them may change. */
export function usePipelineRun(id: string): PipelineRun {
  const trpc = useTRPC();
  const [active, setActive] = useState(true);
  const head = useQuery({
    ...trpc.tasks.get_all_ex.queryOptions({ id: [id], only_fields: RUN_FIELDS, search_hidden: true }),
    ...useLive(active, [`task:${id}`]),
  });
  const run = documents<Task>(head.data?.tasks)[0];
  if (run && active !== isActive(run.status)) setActive(!active);
  const text = run?.configuration?.[STEPS]?.value;
  const begun = run?.started !== undefined;
  const steps = useMemo(() => (begun ? parseSteps(text) : unstarted(parseSteps(text))), [text, begun]);
  const ids = useMemo(() => [...new Set(steps.flatMap((step) => step.task ?? []))].sort(), [steps]);
  const found = useQuery({
    ...trpc.tasks.get_all_ex.queryOptions({ id: ids, only_fields: STEP_FIELDS, search_hidden: true }),
    enabled: ids.length > 0,
    placeholderData: (before) => before,
    ...useLive(
      active,
      ids.flatMap((step) => [`task:${step}`, `events:${step}`] as const),
      { gap: 2_000 },
    ),
  });
  const tasks = useMemo(() => new Map(documents<Task>(found.data?.tasks).map((task) => [task.id, task])), [found.data]);
  return { run, steps, tasks, status: head.status, error: head.error, retry: () => void head.refetch() };
}
