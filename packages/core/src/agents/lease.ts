import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";

/** What an agent says of itself. */
export interface AgentNote {
  readonly name: string;
  /** The process that speaks: unique to it. */
  readonly holder: string;
  readonly engine: string;
  readonly state: "ready" | "waiting";
  /** What answers, or why it waits: one line for people. */
  readonly reason: string;
  /** Ids, in the order of their priority. */
  readonly queues: readonly string[];
  readonly slots: number;
  readonly running: number;
}

/** An agent as others see it. */
export type AgentRow = Prisma.ServiceAgentModel;

/**
 * Takes an agent's name for a process, or keeps it, for some seconds. Of several processes one has it.
 * @returns false while another process has it.
 */
export async function holdAgent(ctx: Context, note: AgentNote, seconds: number): Promise<boolean> {
  const now = Prisma.sql`${ctx.now()}::timestamptz`;
  const until = Prisma.sql`${new Date(ctx.now().getTime() + seconds * 1000)}::timestamptz`;
  const held = await ctx.db.$executeRaw(Prisma.sql`
    INSERT INTO service_agents AS agent (company, name, holder, held_until, engine, state, reason, queues, slots, running, updated)
    VALUES (${ctx.identity.company}, ${note.name}, ${note.holder}, ${until}, ${note.engine}, ${note.state}, ${note.reason},
      ${[...note.queues]}::text[], ${note.slots}, ${note.running}, ${now})
    ON CONFLICT (company, name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until, engine = excluded.engine,
      state = excluded.state, reason = excluded.reason, queues = excluded.queues, slots = excluded.slots, running = excluded.running,
      updated = excluded.updated
    WHERE agent.holder = excluded.holder OR agent.held_until <= ${now}`);
  return held > 0;
}

/** Gives the name back, so that the next process need not wait. */
export async function releaseAgent(ctx: Context, { name, holder }: Pick<AgentNote, "name" | "holder">): Promise<void> {
  const now = ctx.now();
  await ctx.db.serviceAgent.updateMany({
    where: { company: ctx.identity.company, name, holder },
    data: { held_until: now, state: "stopped", reason: "it was stopped", updated: now },
  });
}

/** The company's agents, those that have stopped too. */
export async function listAgents(ctx: Context): Promise<AgentRow[]> {
  return ctx.db.serviceAgent.findMany({ where: { company: ctx.identity.company }, orderBy: { name: "asc" } });
}

/** Whether one of the server's own agents works through a queue, as a condition on its id. */
export function served(queueId: string | Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM service_agents WHERE ${queueId} = ANY(service_agents.queues) AND state <> 'stopped')`;
}
