"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { DateTime, Elapsed } from "@/components/ui/time";
import { formatCount } from "@/lib/format/numbers";
import { runtimeFacts } from "../query";
import { useRun } from "../run-context";
import { taskHref } from "../tabs";

/** Who, when, where: the run's facts at the side. */
export function Facts() {
  const run = useRun();
  const machine = runtimeFacts(run);
  return (
    <aside className="flex min-w-0 flex-col gap-5 text-sm lg:border-l lg:border-line lg:pl-6">
      <Group>
        <Fact name="Project">
          {run.project?.id && (
            <Link href={`/projects/${run.project.id}/runs`} className="text-accent hover:underline">
              {run.project.name}
            </Link>
          )}
        </Fact>
        <Fact name="Started by">{run.user?.name}</Fact>
        <Fact name="Parent">
          {run.parent?.id && !run.parent.id.startsWith("__DELETED__") && (
            <Link href={taskHref("*", run.parent.id, "overview")} className="text-accent hover:underline">
              {run.parent.name ?? run.parent.id}
            </Link>
          )}
        </Fact>
        <Fact name="Queue">
          {run.execution?.queue?.name && (
            <Link href="/workers" className="hover:underline">
              {run.execution.queue.name}
            </Link>
          )}
        </Fact>
        <Fact name="Worker">{run.last_worker}</Fact>
        <Fact name="Output" copy={run.output?.destination}>
          {run.output?.destination}
        </Fact>
      </Group>
      <Group title="Times">
        <Fact name="Created">{run.created && <DateTime value={run.created} />}</Fact>
        <Fact name="Started">{run.started && <DateTime value={run.started} />}</Fact>
        <Fact name="Completed">{run.completed && <DateTime value={run.completed} />}</Fact>
        <Fact name="Published">{run.published && <DateTime value={run.published} />}</Fact>
        <Fact name="Last update">{run.last_update && <DateTime value={run.last_update} />}</Fact>
        <Fact name="Duration">
          {run.started && (
            <Elapsed
              start={run.started}
              end={run.completed ?? run.last_update}
              running={run.status === "in_progress"}
            />
          )}
        </Fact>
        <Fact name="Iteration">{(run.last_iteration ?? 0) > 0 && formatCount(run.last_iteration ?? 0)}</Fact>
      </Group>
      {machine.length > 0 && (
        <Group title="Machine">
          {machine.map(([name, value]) => (
            <Fact key={name} name={name} copy={value}>
              {value}
            </Fact>
          ))}
        </Group>
      )}
    </aside>
  );
}

function Group({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section>
      {title && <h2 className="mb-1 text-xs font-medium text-faint">{title}</h2>}
      <dl className="flex flex-col gap-1">{children}</dl>
    </section>
  );
}

/** A line of the list; not there without a value. */
function Fact({ name, copy, children }: { name: string; copy?: string; children: ReactNode }) {
  if (children === undefined || children === null || children === false || children === "") return null;
  return (
    <div className="group/fact flex min-h-6 items-baseline gap-3">
      <dt className="w-24 shrink-0 text-muted">{name}</dt>
      <dd className="flex min-w-0 flex-1 items-baseline gap-1 tabular" title={copy}>
        <span className="min-w-0 flex-1 break-words">{children}</span>
        {copy && (
          <CopyButton
            text={copy}
            label={`Copy ${name}`}
            className="size-5 opacity-0 group-hover/fact:opacity-100 focus-visible:opacity-100 [&_svg]:size-3.5"
          />
        )}
      </dd>
    </div>
  );
}
