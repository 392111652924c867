import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { checkNewTask } from "../create";
import { NewTask } from "../schema";

/** The name is not looked at: people validate while they type it (wire-protocol §7.5). */
export const validate = mutation({
  name: "tasks.validate",
  since: "1.0",
  auth: "user",
  summary: "Check whether a task could be created",
  request: NewTask,
  response: z.object({}),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    await checkNewTask(tx, { ...input, name: "any name" });
    return {};
  }),
);
