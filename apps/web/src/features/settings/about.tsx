"use client";

import { useQuery } from "@tanstack/react-query";
import { BookOpen, RotateCw } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import { TimeAgo } from "@/components/ui/time";
import { useSession } from "@/features/session/session";
import { useTRPC } from "@/lib/trpc/client";
import { HealthList } from "./health-list";
import type { HealthReport } from "./health-report";

/** What runs here and how it is: the state of each process and store, versions, addresses, and where the API is described. */
export function AboutSettings() {
  const trpc = useTRPC();
  const { addresses } = useSession();
  const info = useQuery(trpc.server.info.queryOptions({}));
  const health = useQuery({
    queryKey: ["health", "parts"],
    queryFn: async () => {
      const answer = await fetch("/health/parts", { cache: "no-store" });
      if (!answer.ok) throw new Error(`The web process answered ${answer.status}`);
      return (await answer.json()) as HealthReport;
    },
    refetchInterval: 15_000,
    retry: 1,
  });
  return (
    <div className="flex flex-col gap-8">
      <section aria-labelledby="health-heading" className="flex flex-col gap-3">
        <div className="flex items-center gap-3">
          <h2 id="health-heading" className="flex-1 text-base font-semibold">
            Health
          </h2>
          {health.data && (
            <span className="text-xs text-muted">
              Looked at <TimeAgo value={health.dataUpdatedAt} />
            </span>
          )}
          <Button size="sm" onClick={() => void health.refetch()} disabled={health.isFetching}>
            <RotateCw /> Look again
          </Button>
        </div>
        {health.isPending && <Skeleton className="h-56" />}
        {health.isError && <ErrorState compact error={health.error} onRetry={() => void health.refetch()} />}
        {health.data && <HealthList parts={health.data.parts} />}
      </section>
      <section aria-labelledby="about-heading" className="flex flex-col gap-3">
        <h2 id="about-heading" className="text-base font-semibold">
          About
        </h2>
        {info.isPending && <Skeleton className="h-36" />}
        {info.isError && <ErrorState compact error={info.error} onRetry={() => void info.refetch()} />}
        {info.data && (
          <dl className="grid grid-cols-[8rem_minmax(0,1fr)] items-center gap-y-1.5 text-sm [&_dt]:text-muted">
            <dt>Limpid</dt>
            <dd className="tabular">{info.data.version}</dd>
            <dt>ClearML API</dt>
            <dd className="tabular">{info.data.api_version}</dd>
            <Address name="Web" address={addresses.web} />
            <Address name="API" address={addresses.api} />
            <Address name="Files" address={addresses.files} />
          </dl>
        )}
        <div>
          <Button asChild>
            <a href={`${addresses.api}/docs`} target="_blank" rel="noreferrer noopener">
              <BookOpen /> Description of the API
            </a>
          </Button>
        </div>
      </section>
    </div>
  );
}

function Address({ name, address }: { name: string; address: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="flex min-w-0 items-center gap-1 font-mono text-xs">
        <span className="truncate">{address}</span>
        <CopyButton text={address} label={`Copy the address of ${name}`} className="size-6 [&_svg]:size-3.5" />
      </dd>
    </>
  );
}
