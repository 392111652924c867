"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { StatusBadge } from "@/components/status/status-badge";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import { TimeAgo } from "@/components/ui/time";
import { runHref } from "@/features/runs/columns";
import { formatCount } from "@/lib/format/numbers";
import { useTRPC } from "@/lib/trpc/client";
import { documents, type Model, type Task } from "@/lib/wire";
import { Section } from "./section";

const MOST = 50;

/** The run that made a model, and the runs that begin with it. */
export function Lineage({ model }: { model: Model }) {
  const trpc = useTRPC();
  const users = useQuery(
    trpc.tasks.get_all_ex.queryOptions({
      "models.input.model": [model.id],
      order_by: ["-last_update"],
      page: 0,
      page_size: MOST + 1,
      only_fields: ["name", "status", "project.name", "last_update"],
      search_hidden: true,
    }),
  );
  const runs = documents<Task>(users.data?.tasks);
  return (
    <Section title="Lineage">
      <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)_auto_minmax(0,1fr)]">
        <Column title="Made by">
          {model.task?.id ? (
            <Link
              href={`/projects/*/tasks/${model.task.id}/overview`}
              className="block truncate rounded-md border border-line bg-raised px-2.5 py-2 text-sm hover:border-line-strong"
            >
              {model.task.name ?? model.task.id}
            </Link>
          ) : (
            <p className="py-2 text-sm text-muted">No run: it was registered by hand.</p>
          )}
        </Column>
        <ArrowRight aria-hidden className="mt-8 hidden size-4 text-faint sm:block" />
        <Column title="Model">
          <p className="truncate rounded-md border border-accent bg-accent-soft px-2.5 py-2 text-sm font-medium">
            {model.name}
          </p>
        </Column>
        <ArrowRight aria-hidden className="mt-8 hidden size-4 text-faint sm:block" />
        <Column
          title={runs.length > 0 ? `Used by ${runs.length > MOST ? `${MOST}+` : formatCount(runs.length)}` : "Used by"}
        >
          {users.isPending && <Skeleton className="h-9" />}
          {users.isError && <ErrorState compact error={users.error} onRetry={() => void users.refetch()} />}
          {users.isSuccess && runs.length === 0 && <p className="py-2 text-sm text-muted">No run yet.</p>}
          <ul className="flex max-h-80 flex-col gap-1.5 overflow-y-auto">
            {runs.slice(0, MOST).map((run) => (
              <li key={run.id}>
                <Link
                  href={runHref(run)}
                  className="block rounded-md border border-line bg-raised px-2.5 py-1.5 text-sm hover:border-line-strong"
                >
                  <span className="block truncate">{run.name}</span>
                  <span className="flex items-center gap-2 text-xs text-muted">
                    <StatusBadge status={run.status} className="text-xs" /> <TimeAgo value={run.last_update} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </Column>
      </div>
    </Section>
  );
}

function Column({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <h3 className="mb-1.5 text-xs text-faint">{title}</h3>
      {children}
    </div>
  );
}
