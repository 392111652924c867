import { Prisma } from "@limpid/db";
import { z } from "zod";
import { query } from "../../platform/endpoint";
import { projectScope } from "../schema";
import { withinScope } from "../scope";

const TABLES = { task: Prisma.raw("tasks"), model: Prisma.raw("models") } as const;

export const getUserNames = query({
  name: "projects.get_user_names",
  since: "1.0",
  auth: "user",
  summary: "List the users who have tasks or models in projects, the longest known first",
  request: z.object({ ...projectScope, entity: z.enum(["task", "model"]).nullish() }),
  response: z.object({ users: z.array(z.object({ id: z.string(), name: z.string() })) }),
}).handle(async (ctx, input) => {
  const users = await ctx.db.$queryRaw<Array<{ id: string; name: string }>>(Prisma.sql`
    SELECT id, name FROM users
    WHERE id IN (SELECT t."user" FROM ${TABLES[input.entity ?? "task"]} AS t WHERE ${await withinScope(ctx, input)})
    ORDER BY created, name`);
  return { users };
});
