"use client";

import { useQuery } from "@tanstack/react-query";
import { Container, TriangleAlert } from "lucide-react";
import { cn } from "@/lib/cn";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { agentNote } from "./agent-note";

/** How the server's own agents are, a line each: what they are busy with, or why runs wait for them. */
export function ServiceAgents() {
  const trpc = useTRPC();
  const { data } = useQuery({
    ...trpc.workers.get_service_agents.queryOptions({}),
    ...useLive(true, ["worker"], { silent: 30_000 }),
  });
  // one that was stopped may never come again
  const agents = data?.agents.filter(({ state }) => state !== "stopped") ?? [];
  if (agents.length === 0) return null;
  return (
    <ul aria-label="Agent services" className="flex shrink-0 flex-col border-t border-line text-xs">
      {agents.map((agent) => {
        const { works, text } = agentNote(agent);
        const Icon = works ? Container : TriangleAlert;
        return (
          <li
            key={agent.name}
            className={cn(
              "flex items-center gap-2 px-4 py-1.5 md:px-6",
              works ? "text-muted" : "bg-warning-soft text-warning",
            )}
          >
            <Icon className="size-3.5 shrink-0" />
            {text}
          </li>
        );
      })}
    </ul>
  );
}
