"use client";

import type { EventKind } from "@limpid/core/platform/changes/schema";
import { useQuery } from "@tanstack/react-query";
import { Ghost } from "lucide-react";
import Link from "next/link";
import { createContext, type ReactNode, use, useMemo, useState } from "react";
import { isActive } from "@/components/status/status";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/state";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { fieldsRequest, headRequest, onlyRun, type Run, replyOf } from "./query";

const RunContext = createContext<Run | null>(null);

/** Keeps the run of a page fresh and hands it to everything below. `initial` is what the server rendered with. */
export function RunProvider({ initial, children }: { initial: Run; children: ReactNode }) {
  const trpc = useTRPC();
  const [active, setActive] = useState(isActive(initial.status));
  const live = useLive(active, [`task:${initial.id}`, `events:${initial.id}`]);
  const initialData = useMemo(() => replyOf(initial), [initial]);
  const query = useQuery({ ...trpc.tasks.get_by_id_ex.queryOptions(headRequest(initial.id)), initialData, ...live });
  const run = onlyRun(query.data);
  if (run && active !== isActive(run.status)) setActive(!active);
  if (!run) return <Gone run={initial} />;
  return <RunContext value={run}>{children}</RunContext>;
}

function Gone({ run }: { run: Run }) {
  return (
    <EmptyState
      icon={<Ghost />}
      title={`${run.name} was deleted`}
      action={
        <Button asChild>
          <Link href={`/projects/${run.project?.id ?? "*"}/runs`}>
            To the runs of {run.project?.name ?? "all projects"}
          </Link>
        </Button>
      }
    >
      It is no longer on this server.
    </EmptyState>
  );
}

/** The run of the page. @throws outside of a {@link RunProvider}. */
export function useRun(): Run {
  const run = use(RunContext);
  if (!run) throw new Error("useRun outside of a run's page");
  return run;
}

/** How the parts of the run's page stay fresh. Spread into a query's options. @param shown what they are made of: its events of a kind, or the run itself. */
export function useRunLive(shown: EventKind | "task" = "task") {
  const { id, status } = useRun();
  return useLive(isActive(status), [`${shown}:${id}`]);
}

/** Fields of the run that its head does not carry (parameters, code, artifacts), asked for where they are shown. */
export function useRunFields(fields: readonly string[]) {
  const trpc = useTRPC();
  const { id } = useRun();
  const query = useQuery({ ...trpc.tasks.get_by_id_ex.queryOptions(fieldsRequest(id, fields)), ...useRunLive() });
  return { ...query, run: onlyRun(query.data) };
}
