import { z } from "zod";
import { MANAGERS } from "../../auth/authority";
import { mutation } from "../../platform/endpoint";
import { writePolicies } from "../policies";
import { Policies } from "../policies-schema";

export const setPolicies = mutation({
  name: "storage.set_policies",
  auth: MANAGERS,
  summary: "Set what is cleared away each night",
  request: z.object({ policies: Policies }),
  response: z.object({}),
}).handle(async (ctx, { policies }) => {
  await writePolicies(ctx, policies);
  return {};
});
