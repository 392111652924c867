import type { FlowNode } from "@/components/graph/flow-graph";
import { STATUS_WORDS, statusKind } from "@/components/status/status";
import { StatusIcon } from "@/components/status/status-badge";
import { Elapsed } from "@/components/ui/time";
import { progressOf, typeWords } from "@/features/runs/columns";
import type { Task } from "@/lib/wire";
import { type Step, stepNote, stepSpan, stepStatus } from "./pipeline";

/** A step as a box of the graph: state, name, kind and time. */
export function stepBox(step: Step, run: Task | undefined): FlowNode {
  const status = stepStatus(step, run);
  const span = stepSpan(step, run);
  const note = stepNote(step);
  const progress = status === "in_progress" && run ? progressOf(run) : undefined;
  return {
    id: step.name,
    parents: step.parents,
    label: `Step ${step.name}, ${note ?? STATUS_WORDS[statusKind(status)].toLowerCase()}`,
    color: `var(--status-${statusKind(status)})`,
    content: (
      <span className="flex min-w-0 flex-1 items-center gap-2">
        <StatusIcon status={status} />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-medium" title={step.name}>
            {step.name}
          </span>
          <span className="flex gap-1.5 text-xs text-muted tabular">
            <span className="truncate">{note ?? typeWords(step.type ?? run?.type)}</span>
            {progress !== undefined && <span>{Math.round(progress)}%</span>}
            {span && (
              <Elapsed start={span.start} end={span.end} running={span.end === null} className="ml-auto shrink-0" />
            )}
          </span>
        </span>
      </span>
    ),
  };
}
