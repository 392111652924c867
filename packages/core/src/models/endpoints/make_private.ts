import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { publicity, setPublicity } from "../../platform/publicity";

export const makePrivate = mutation({
  ...publicity,
  name: "models.make_private",
  since: "2.9",
  auth: "user",
  summary: "Take public models back",
}).handle((ctx, { ids }) => setPublicity(ctx, "model", ids, "private", errors.invalidModelId));
