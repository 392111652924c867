import type { Stack } from "../scripts/stack";
import { Client } from "./load";
import { rate } from "./measure";

/** How fast tasks go through a queue over HTTP, tasks a second: into it one by one by several clients, and out of it by as many consumers. */
export async function measureQueue(
  stack: Stack,
  { tasks, clients }: { tasks: number; clients: number },
): Promise<{ enqueued: number; taken: number }> {
  const connections = await Promise.all(Array.from({ length: clients }, () => Client.login(stack.api_url, stack.user)));
  const [first] = connections as [Client, ...Client[]];
  const { id: queue } = await first.call<{ id: string }>("queues.create", { name: `bench ${tasks} tasks` });
  const ids = await Promise.all(
    Array.from({ length: tasks }, async (_, index) => {
      const client = connections[index % clients] ?? first;
      return (await client.call<{ id: string }>("tasks.create", { name: `queued ${index}`, type: "training" })).id;
    }),
  );
  const enqueued = await rate(tasks, async () => {
    const waiting = [...ids];
    await each(connections, async (client) => {
      for (let task = waiting.pop(); task; task = waiting.pop()) await client.call("tasks.enqueue", { task, queue });
    });
  });
  const seen = new Set<string>();
  const taken = await rate(tasks, () =>
    each(connections, async (client) => {
      for (;;) {
        const { entry } = await client.call<{ entry?: { task: string } }>("queues.get_next_task", { queue });
        if (!entry) return;
        seen.add(entry.task);
      }
    }),
  );
  if (seen.size !== tasks) throw new Error(`${seen.size} of ${tasks} tasks came out of the queue`);
  return { enqueued, taken };
}

async function each(clients: readonly Client[], work: (client: Client) => Promise<void>): Promise<void> {
  await Promise.all(clients.map(work));
}
