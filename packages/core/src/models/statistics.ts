import type { Context } from "../platform/context";
import type { Document } from "../platform/documents";

/** Adds `stats.labels_count` to models of models.get_all_ex (wire-protocol §10); each needs its `id`. One query. */
export async function addLabelCounts(ctx: Context, models: readonly Document[]): Promise<void> {
  const ids = models.map(({ id }) => String(id));
  const rows = await ctx.db.$queryRaw<{ id: string; count: number }[]>`
    SELECT id, (SELECT count(*) FROM jsonb_object_keys(labels))::int AS count FROM models
    WHERE id = ANY(${ids}::text[]) AND jsonb_typeof(labels) = 'object'`;
  const counts = new Map(rows.map(({ id, count }) => [id, count]));
  for (const model of models) model.stats = { labels_count: counts.get(String(model.id)) ?? 0 };
}
