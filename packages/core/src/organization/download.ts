import { z } from "zod";
import { entities } from "../entities";
import type { Context } from "../platform/context";
import { type Document, isObject } from "../platform/documents";
import { errors } from "../platform/errors";
import type { FindRequest } from "../platform/find/entity";
import { findDocuments } from "../platform/find/find";
import { loadDocuments } from "../platform/find/load";
import { splitPath, unescapeKey } from "../platform/find/paths";
import { newId } from "../platform/ids";
import { csvHeader, csvRow } from "./csv";

/** Seconds that a prepared download waits to be fetched (wire-protocol §12). */
const LIFETIME_SEC = 300;
/** Rows in a file at most (wire-protocol §15). */
const MAX_ROWS = 50_000;
/** Documents in memory at once. */
const CHUNK = 500;
const KIND = "download";

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One column: which field, under what name, and other texts for some values. */
export const FieldMapping = z.object({
  field: z.string(),
  name: z.string().nullish(),
  values: z.array(z.object({ key: Scalar.optional(), value: Scalar.optional() })).nullish(),
});

/** What has been prepared: whose documents, the query, the columns. */
export const Prepared = z.object({
  entity_type: z.enum(["task", "model"]),
  only_fields: z.array(z.string()).min(1),
  field_mappings: z.array(FieldMapping).min(1),
  query: z.record(z.string(), z.unknown()),
});
export type Prepared = z.output<typeof Prepared>;

/** Paging of the page that the person looks at; a download takes all of it. */
const PAGING = ["page", "page_size", "start", "size", "scroll_id", "refresh_scroll"];

/**
 * Keeps a query for {@link fetchDownload}, after having tried it.
 * @returns its id.
 * @throws 400/12, 400/14, 400/16, 400/21 as the query engine does.
 */
export async function prepareDownload(ctx: Context, asked: Prepared): Promise<string> {
  const query = Object.fromEntries(Object.entries(asked.query).filter(([key]) => !PAGING.includes(key)));
  const prepared = { ...asked, query };
  await findRows(ctx, prepared, { fields: prepared.only_fields, size: 1 });
  const id = newId();
  const { company, user } = ctx.identity;
  const expires = new Date(ctx.now().getTime() + LIFETIME_SEC * 1000);
  await ctx.db.$executeRaw`
    INSERT INTO scrolls (id, company, "user", kind, state, expires_at)
    VALUES (${id}, ${company}, ${user}, ${KIND}, ${JSON.stringify(prepared)}::jsonb, ${expires})`;
  return id;
}

/** What the company has prepared under that id. @throws 400/10 unknown or expired */
export async function fetchDownload(ctx: Context, id: string): Promise<Prepared> {
  const { company } = ctx.identity;
  const row = id.includes("\0")
    ? null
    : await ctx.db.scroll.findFirst({ where: { id, company, kind: KIND, expires_at: { gt: ctx.now() } } });
  const prepared = Prepared.safeParse(row?.state);
  if (!prepared.success) throw errors.invalidId("nothing is prepared under this id", { prepare_id: id });
  return prepared.data;
}

/**
 * The file, a piece at a time. Which rows it has is settled before the first piece; a document that is deleted meanwhile is left out.
 * @throws 400/12, 400/14, 400/16, 400/21 as the query engine does, before the first piece.
 */
export async function csvOf(ctx: Context, prepared: Prepared): Promise<AsyncGenerator<string>> {
  const rows = await findRows(ctx, prepared, { fields: ["id"], size: MAX_ROWS });
  return pieces(
    ctx,
    prepared,
    rows.map(({ id }) => String(id)),
  );
}

async function* pieces(ctx: Context, prepared: Prepared, ids: readonly string[]): AsyncGenerator<string> {
  const columns = prepared.field_mappings.map((mapping) => ({ ...mapping, path: splitPath(mapping.field) }));
  yield csvHeader(columns.map(({ name, field }) => name ?? field));
  for (let start = 0; start < ids.length; start += CHUNK) {
    const documents = await loadDocuments(ctx, entities[prepared.entity_type], ids.slice(start, start + CHUNK), {
      fields: prepared.only_fields,
      mode: "get_all_ex",
    });
    yield documents
      .map((document) => csvRow(columns.map(({ path, values }) => shown(valueAt(document, path), values))))
      .join("");
  }
}

async function findRows(
  ctx: Context,
  { entity_type, query }: Prepared,
  { fields, size }: { readonly fields: readonly string[]; readonly size: number },
): Promise<Document[]> {
  const request: FindRequest = { ...query, start: 0, size };
  return (await findDocuments(ctx, entities[entity_type], request, { mode: "get_all_ex", fields })).documents;
}

/** The value at a dotted path; of a list the values of its items. */
function valueAt(value: unknown, path: readonly string[]): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => valueAt(item, path));
  const key = unescapeKey(part);
  return isObject(value) && Object.hasOwn(value, key) ? valueAt(value[key], rest) : undefined;
}

/** A value, or the text that a column has for it. Missing values may have one too, under null. */
function shown(value: unknown, values: z.output<typeof FieldMapping>["values"]): unknown {
  const mapped = values?.find(({ key = null }) => key === (value ?? null));
  return mapped ? mapped.value : value;
}

/** `<company>-<project>-tasks.csv`, without project when there is none or several; `<company>-models.csv`. */
export async function fileName(ctx: Context, { entity_type, query }: Prepared): Promise<string> {
  const { company, company_name } = ctx.identity;
  if (entity_type === "model") return `${company_name}-models.csv`;
  const asked = [query.project].flat();
  const [id] = asked;
  const project =
    asked.length === 1 && typeof id === "string"
      ? await ctx.db.project.findFirst({ where: { id, company: { in: [company, ""] } }, select: { basename: true } })
      : null;
  return `${[company_name, project?.basename, "tasks"].filter(Boolean).join("-")}.csv`;
}
