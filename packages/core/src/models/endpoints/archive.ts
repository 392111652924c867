import { Prisma } from "@limpid/db";
import { z } from "zod";
import { type Context, inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { many } from "../../platform/many";
import { requireModel } from "../store";

const request = z.object({ model: z.string() });

/** Sets the tag `archived`; models that have it already succeed too. */
const archive = mutation({
  name: "models.archive",
  auth: "user",
  summary: "Archive a model",
  request,
  response: z.object({ archived: z.boolean() }),
}).handle((ctx, { model }) =>
  inTransaction(ctx, async (tx) => {
    await changeSystemTags(
      tx,
      model,
      Prisma.sql`ARRAY(
      SELECT DISTINCT tag COLLATE "C" FROM unnest(system_tags || 'archived'::text) AS tag ORDER BY 1)`,
    );
    return { archived: true };
  }),
);

/** Takes the tag `archived` away; models without it succeed too. */
const unarchive = mutation({
  name: "models.unarchive",
  auth: "user",
  summary: "Bring an archived model back",
  request,
  response: z.object({ unarchived: z.boolean() }),
}).handle((ctx, { model }) =>
  inTransaction(ctx, async (tx) => {
    await changeSystemTags(tx, model, Prisma.sql`array_remove(system_tags, 'archived')`);
    return { unarchived: true };
  }),
);

async function changeSystemTags(tx: Context, id: string, system_tags: Prisma.Sql): Promise<void> {
  const model = await requireModel(tx, id, { write: true });
  await tx.db.$executeRaw(Prisma.sql`
    UPDATE models SET system_tags = ${system_tags}, last_change = ${tx.now()}, last_changed_by = ${tx.identity.user}
    WHERE id = ${model.id}`);
}

export const archiveMany = many(archive, {
  name: "models.archive_many",
  since: "1.0",
  key: "model",
  summary: "Archive models",
});

export const unarchiveMany = many(unarchive, {
  name: "models.unarchive_many",
  since: "1.0",
  key: "model",
  summary: "Bring archived models back",
});
