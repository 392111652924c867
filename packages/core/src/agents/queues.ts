import { type Context, inTransaction } from "../platform/context";
import { queueByName } from "../queues/store";

/** Makes the queues of an agent that are missing. */
export async function makeQueues(ctx: Context, names: readonly string[]): Promise<void> {
  for (const name of names) await inTransaction(ctx, (tx) => queueByName(tx, name));
}

/** The queues of these names, in this order; those that somebody has deleted are left out. */
export async function findQueues(
  ctx: Context,
  names: readonly string[],
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const found = await ctx.db.queue.findMany({
    where: { company: ctx.identity.company, name: { in: [...names] } },
    select: { id: true, name: true },
  });
  return names.flatMap((name) => found.find((queue) => queue.name === name) ?? []);
}
