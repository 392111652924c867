import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { publicity, setPublicity } from "../../platform/publicity";

export const makePublic = mutation({
  ...publicity,
  name: "projects.make_public",
  since: "2.9",
  auth: "user",
  summary: "Let every company read projects",
}).handle((ctx, { ids }) => setPublicity(ctx, "project", ids, "public", errors.invalidProjectId));
