import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { publicity, setPublicity } from "../../platform/publicity";

export const makePrivate = mutation({
  ...publicity,
  name: "tasks.make_private",
  since: "2.9",
  auth: "user",
  summary: "Take public tasks back",
}).handle((ctx, { ids }) => setPublicity(ctx, "task", ids, "private", errors.invalidTaskId));
