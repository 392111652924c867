import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { publicity, setPublicity } from "../../platform/publicity";

export const makePublic = mutation({
  ...publicity,
  name: "tasks.make_public",
  since: "2.9",
  auth: "user",
  summary: "Let every company read tasks",
}).handle((ctx, { ids }) => setPublicity(ctx, "task", ids, "public", errors.invalidTaskId));
