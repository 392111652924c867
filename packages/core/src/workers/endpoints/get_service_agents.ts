import { z } from "zod";
import { listAgents } from "../../agents/lease";
import { wireDate } from "../../platform/dates";
import { query } from "../../platform/endpoint";

const ServiceAgent = z.object({
  name: z.string().describe("also the id of its worker; the workers of its tasks are <name>:service:<task>"),
  engine: z.string().describe("docker, process or kubernetes"),
  state: z
    .enum(["ready", "waiting", "stopped", "gone"])
    .describe("waiting: for its engine; gone: its process does not answer"),
  reason: z.string().describe("what answers, or why it does not work, in one line"),
  queues: z.array(z.object({ id: z.string(), name: z.string() })).describe("in the order of their priority"),
  slots: z.number().int().describe("tasks at once"),
  running: z.number().int(),
  updated: z.string(),
});

export const getServiceAgents = query({
  name: "workers.get_service_agents",
  auth: "user",
  summary: "The server's own agents, which run the tasks of the services queue, and how they are",
  request: z.object({}),
  response: z.object({ agents: z.array(ServiceAgent) }),
}).handle(async (ctx) => {
  const agents = await listAgents(ctx);
  const ids = agents.flatMap(({ queues }) => queues);
  const queues = await ctx.db.queue.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const byId = new Map(queues.map((queue) => [queue.id, queue]));
  const now = ctx.now();
  return {
    agents: agents.map(({ held_until, state, reason, updated, company: _, holder: __, ...agent }) => {
      const gone = state !== "stopped" && held_until < now;
      return {
        ...agent,
        state: gone ? ("gone" as const) : (state as "ready" | "waiting" | "stopped"),
        reason: gone ? "the process agent-services does not answer" : (reason ?? ""),
        queues: agent.queues.flatMap((id) => byId.get(id) ?? []),
        updated: wireDate(updated),
      };
    }),
  };
});
