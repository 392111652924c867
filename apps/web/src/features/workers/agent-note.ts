import { formatCount } from "@/lib/format/numbers";

/** One of the server's own agents, as workers.get_service_agents tells it. */
export interface ServiceAgent {
  readonly name: string;
  readonly state: "ready" | "waiting" | "stopped" | "gone";
  readonly reason: string;
  readonly queues: readonly { readonly name: string }[];
  readonly slots: number;
  readonly running: number;
}

/** One line on an agent for people, and whether it works. */
export function agentNote({ name, state, reason, queues, slots, running }: ServiceAgent): {
  readonly works: boolean;
  readonly text: string;
} {
  const names = queues.map((queue) => queue.name).join(", ");
  if (names === "") return { works: false, text: `${name} has nothing to do: its queues were deleted` };
  if (state !== "ready") return { works: false, text: `Runs in ${names} wait: ${reason}` };
  const busy = `${formatCount(running)} of ${formatCount(slots)}`;
  return { works: true, text: `${name} runs what comes into ${names}: ${busy} slots in use · ${reason}` };
}
