"use client";

import { useQuery } from "@tanstack/react-query";
import { Tooltip } from "@/components/ui/tooltip";
import { useSession } from "@/features/session/session";
import { cn } from "@/lib/cn";

/** Whether the server can work, asked twice a minute. */
export function useHealth(): "healthy" | "unhealthy" | "unknown" {
  const query = useQuery({
    queryKey: ["health"],
    queryFn: async () => (await fetch("/health", { cache: "no-store" })).ok,
    refetchInterval: 30_000,
    retry: 1,
  });
  if (query.isPending) return "unknown";
  return query.data === true && !query.isError ? "healthy" : "unhealthy";
}

/** The server's health and version at the foot of the rail. */
export function HealthDot({ narrow }: { narrow: boolean }) {
  const health = useHealth();
  const { version } = useSession();
  const words = { healthy: "Server healthy", unhealthy: "Server not healthy", unknown: "Asking the server" }[health];
  return (
    <Tooltip content={`${words}, Limpid ${version}`} side="right">
      <div className={cn("flex h-8 items-center gap-2.5 px-2.5 text-xs text-muted", narrow && "justify-center px-0")}>
        <span className="grid size-4.5 shrink-0 place-items-center">
          <span
            role="img"
            aria-label={words}
            style={{
              background: `var(--status-${health === "healthy" ? "completed" : health === "unhealthy" ? "failed" : "created"})`,
            }}
            className={cn("size-2", health === "unhealthy" ? "rounded-[1px]" : "rounded-full")}
          />
        </span>
        {!narrow && <span className="truncate">{health === "unhealthy" ? words : `Limpid ${version}`}</span>}
      </div>
    </Tooltip>
  );
}
