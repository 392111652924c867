import type { Prisma } from "@limpid/db";
import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { newId, PUBLIC_COMPANY } from "../../platform/ids";
import { upgradeTags } from "../../platform/tags";
import { touchProjects } from "../../projects/store";
import { checkReferences, storedFields, withoutDeletedTask } from "../fields";
import { writeMetadata } from "../metadata";
import { modelFields } from "../schema";
import { changeOf } from "../store";

export const create = mutation({
  name: "models.create",
  since: "1.0",
  auth: "user",
  summary: "Register a model file",
  request: z.object({
    ...modelFields,
    name: z.string(),
    uri: z.string(),
    labels: z.record(z.string(), z.union([z.string(), z.number().int()])).nullish(),
    ready: z.boolean().nullish(),
    public: z.boolean().nullish(),
    ui_cache: z.record(z.string(), z.unknown()).nullish(),
  }),
  response: z.object({ id: z.string(), created: z.boolean() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const request = withoutDeletedTask(upgradeTags(tx.version, input));
    const fields = storedFields({ ...request, ready: request.ready ?? true });
    await checkReferences(tx, request, {
      project: errors.validationError,
      task: errors.invalidTaskId,
      parent: errors.fieldsValueError,
    });
    const id = newId();
    const now = tx.now();
    const { user, company } = tx.identity;
    await tx.db.model.create({
      data: {
        ...(fields as Prisma.ModelUncheckedCreateInput),
        ui_cache: (input.ui_cache ?? undefined) as Prisma.InputJsonObject | undefined,
        id,
        user,
        company: input.public ? PUBLIC_COMPANY : company,
        created: now,
        last_update: now,
        ...changeOf(tx),
      },
    });
    if (request.metadata) await writeMetadata(tx, "model", id, request.metadata);
    await touchProjects(tx, [request.project]);
    return { id, created: true };
  }),
);
