"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { stripAnsi } from "@/components/console/ansi";
import { AnsiText } from "@/components/console/ansi-text";
import { foldInto, type LogEvent, type LogLine, linesOf } from "@/components/console/log-lines";
import { Skeleton } from "@/components/ui/skeleton";
import { useTRPC } from "@/lib/trpc/client";
import { documents } from "@/lib/wire";
import { useRun, useRunLive } from "../run-context";
import { taskHref } from "../tabs";

/** Lines that are shown, more when something went wrong. */
const LINES = 8;
const LINES_FAILED = 16;

/** The last things that the run printed. */
export function LogTail() {
  const trpc = useTRPC();
  const run = useRun();
  const query = useQuery({
    ...trpc.events.get_task_log.queryOptions({ task: run.id, batch_size: 40, navigate_earlier: true, order: "asc" }),
    ...useRunLive("log"),
  });
  const wanted = run.status === "failed" ? LINES_FAILED : LINES;
  const lines = lastLines(documents<LogEvent>(query.data?.events), wanted);
  if (query.isPending) return <Skeleton className="h-44" />;
  if (lines.length === 0) return null;
  return (
    <section aria-labelledby="last-output">
      <div className="mb-1.5 flex items-baseline justify-between">
        <h2 id="last-output" className="text-base font-semibold">
          Last output
        </h2>
        <Link href={taskHref(run.project?.id, run.id, "console")} className="text-sm text-accent hover:underline">
          Whole console
        </Link>
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto rounded-md border border-line bg-sunken px-3 py-2 font-mono text-xs leading-4.5"
      >
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines move as a whole
          <div key={index}>
            <AnsiText text={line.text} />
          </div>
        ))}
      </pre>
    </section>
  );
}

/** The last lines of output that say something. */
function lastLines(events: readonly LogEvent[], count: number): LogLine[] {
  const lines: LogLine[] = [];
  for (const event of events) foldInto(lines, linesOf(event));
  return lines.filter((line) => stripAnsi(line.text).trim() !== "").slice(-count);
}
