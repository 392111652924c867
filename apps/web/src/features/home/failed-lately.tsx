"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { StatusIcon } from "@/components/status/status-badge";
import { TimeAgo } from "@/components/ui/time";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { documents, type Task } from "@/lib/wire";

/** The last line of a log that says something: colours and progress bars taken off. */
export function lastLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  const plain = text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "");
  const lines = plain.split("\n").map((line) => line.split("\r").findLast((part) => part.trim() !== "") ?? "");
  return (lines.findLast((line) => line.trim() !== "") ?? "").trim();
}

/** Runs that failed, the latest first, each with the last thing that it said. Not there when nothing failed. */
export function FailedLately() {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.tasks.get_all_ex.queryOptions({
      status: ["failed"],
      system_tags: ["__$not", "archived"],
      order_by: ["-status_changed"],
      page: 0,
      page_size: 5,
      only_fields: ["name", "status", "project.name", "status_changed", "status_reason", "status_message"],
    }),
    ...useLive(false, ["task"], { gap: 10_000 }),
  });
  const tasks = documents<Task>(query.data?.tasks);
  if (tasks.length === 0) return null;
  return (
    <section aria-labelledby="failed-lately">
      <h2 id="failed-lately" className="mb-1.5 text-base font-semibold">
        Failed lately
      </h2>
      <ul className="divide-y divide-line border-y border-line">
        {tasks.map((task) => (
          <FailedRow key={task.id} task={task} />
        ))}
      </ul>
    </section>
  );
}

function FailedRow({ task }: { task: Task }) {
  const trpc = useTRPC();
  const log = useQuery({
    ...trpc.events.get_task_log.queryOptions({ task: task.id, batch_size: 10, navigate_earlier: true }),
    staleTime: 60_000,
    retry: false,
  });
  const events = documents<{ msg?: string; timestamp?: number }>(log.data?.events);
  const latest = [...events].sort((a, b) => (b.timestamp ?? 0) - (a.timestamp ?? 0));
  const said = latest.map((event) => lastLine(event.msg ?? "")).find((line) => line !== "");
  const line = said || task.status_message || task.status_reason || "No output was recorded.";
  return (
    <li>
      <Link
        href={`/projects/${task.project?.id ?? "*"}/tasks/${task.id}/console`}
        className="grid grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-3 px-1 py-2 text-sm hover:bg-hover"
      >
        <StatusIcon status={task.status} />
        <span className="min-w-0 truncate">
          <span className="font-medium">{task.name}</span>
          <span className="ml-2 text-xs text-muted">{task.project?.name}</span>
        </span>
        <TimeAgo value={task.status_changed} className="text-xs text-muted" />
        <code className="col-start-2 col-end-4 truncate font-mono text-xs text-danger">{line}</code>
      </Link>
    </li>
  );
}
