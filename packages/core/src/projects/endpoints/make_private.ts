import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { publicity, setPublicity } from "../../platform/publicity";

export const makePrivate = mutation({
  ...publicity,
  name: "projects.make_private",
  since: "2.9",
  auth: "user",
  summary: "Take public projects back",
}).handle((ctx, { ids }) => setPublicity(ctx, "project", ids, "private", errors.invalidProjectId));
