"use client";

import { CircleAlert, Hourglass, Info } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Elapsed } from "@/components/ui/time";
import { timeLeft } from "@/features/home/running-now";
import { cn } from "@/lib/cn";
import { formatDuration } from "@/lib/format/dates";
import { formatCount } from "@/lib/format/numbers";
import { progressOf, type Run } from "../query";
import { useRun } from "../run-context";

/** How it stands in a sentence: progress while it runs, the reason when it failed or was stopped, what comes next for a draft. */
export function Outcome() {
  const run = useRun();
  switch (run.status) {
    case "in_progress":
      return <Running run={run} />;
    case "failed":
      return (
        <Note tone="danger" icon={<CircleAlert />} title="This run failed">
          {reasonOf(run) ?? "It gave no reason. The end of its output is below."}
        </Note>
      );
    case "stopped": {
      const reason = reasonOf(run);
      return reason ? (
        <Note tone="warning" icon={<Info />} title="This run was stopped">
          {reason}
        </Note>
      ) : null;
    }
    case "queued":
      return (
        <Note tone="info" icon={<Hourglass />} title={`Waiting in ${run.execution?.queue?.name ?? "its queue"}`}>
          It starts as soon as a worker of the queue is free.{" "}
          <Link href="/workers" className="text-accent hover:underline">
            Workers and queues
          </Link>
        </Note>
      );
    case "created":
      return (
        <Note tone="info" icon={<Info />} title="This is a draft">
          Change its parameters, configuration and code, then enqueue it for a worker.
        </Note>
      );
    default:
      return null;
  }
}

/** Words that programs and workers left; those that only repeat the status say nothing. */
function reasonOf(run: Run): string | null {
  const words = [run.status_message, run.status_reason, run.output?.error].filter(
    (text) => text && !/^(failed|stopped|completed)$/i.test(text),
  );
  return words.length > 0 ? [...new Set(words)].join(" · ") : null;
}

function Running({ run }: { run: Run }) {
  const progress = progressOf(run);
  const left = timeLeft(progress ?? null, run.started);
  const stopping = run.status_message?.includes("stopping");
  return (
    <section aria-label="Progress" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-baseline gap-x-6 gap-y-1">
        <span className="text-2xl font-semibold tracking-tight tabular">
          {progress === undefined ? <Elapsed start={run.started} running /> : `${Math.round(progress)} %`}
        </span>
        <span className="text-sm text-muted tabular">
          {progress === undefined ? (
            "running"
          ) : (
            <>
              <Elapsed start={run.started} running /> so far
              {left !== null && `, about ${formatDuration(left)} left`}
            </>
          )}
        </span>
        {(run.last_iteration ?? 0) > 0 && (
          <span className="text-sm text-muted tabular">Iteration {formatCount(run.last_iteration ?? 0)}</span>
        )}
        {stopping && <span className="text-sm text-warning">Told to stop; waiting for the worker</span>}
      </div>
      {progress !== undefined && (
        <div
          role="progressbar"
          aria-label="Progress"
          aria-valuenow={Math.round(progress)}
          aria-valuemin={0}
          aria-valuemax={100}
          className="h-1.5 overflow-hidden rounded-full bg-hover"
        >
          <div
            style={{ width: `${progress}%` }}
            className="h-full rounded-full bg-(--status-running) transition-[width] duration-150"
          />
        </div>
      )}
    </section>
  );
}

const TONES = {
  danger: "bg-danger-soft text-danger",
  warning: "bg-warning-soft text-warning",
  info: "bg-info-soft text-info",
} as const;

function Note(props: { tone: keyof typeof TONES; icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <section className={cn("flex gap-3 rounded-md px-4 py-3 [&>svg]:mt-0.5 [&>svg]:size-4.5", TONES[props.tone])}>
      {props.icon}
      <div className="min-w-0 text-sm">
        <h2 className="font-semibold">{props.title}</h2>
        <p className="mt-0.5 break-words text-text">{props.children}</p>
      </div>
    </section>
  );
}
