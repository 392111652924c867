import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { createTask } from "../create";
import { NewTask } from "../schema";

export const create = mutation({
  name: "tasks.create",
  since: "1.0",
  auth: "user",
  summary: "Create a task",
  request: NewTask,
  response: z.object({ id: z.string() }),
}).handle((ctx, input) => inTransaction(ctx, async (tx) => ({ id: await createTask(tx, input) })));
