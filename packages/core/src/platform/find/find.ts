/**
 * The query engine of wire-protocol §6: every list, count and lookup stands on it, and only it turns a client's query into SQL (house law 4).
 *
 * One request followed, `tasks.get_all_ex {project: [p], tags: ["a", "-b"], "last_metrics.<m>.<v>.value": [0, null], order_by: ["-last_update"],
 * only_fields: ["name", "project.name"], page_size: 30}`:
 *
 * 1. request.ts   paging and switches are read; unknown keys stay, they may be conditions.
 * 2. conditions.ts each key is looked up in the entity's table of conditions (`tasks/entity.ts`): `project` and `tags` go through the
 *                 operator language (list-query.ts → list-sql.ts), the metric is a range on a value in a narrow table; subprojects.ts looks up
 *                 which projects are meant with `p`.
 * 3. values.ts    turns the dotted paths into SQL: an allow-list of columns, jsonb paths and subselects; keys of users are bound values.
 * 4. order.ts     makes ORDER BY, with the id at the end; what lacks the field comes last, as a second part that is read when the first ends.
 * 5. where.ts     adds visibility and what is hidden; find.ts runs one statement: ids of the page first, then what projection.ts and select.ts say is wanted of
 *                 these documents – here two columns.
 * 6. joins.ts     replaces the project ids by `{id, name}`: one query for all documents of the page, deeper paths one more per level.
 *
 * Patterns (pattern.ts) are translated, checked, bound and run under a time limit. Search text (search-text.ts) uses PostgreSQL's full-text
 * index. Scrolls (scroll.ts) remember a position per user. To teach the engine a field or a condition, edit the entity; to teach it a new
 * kind of storage, add a field kind to entity.ts and its cases in select.ts and values.ts.
 */
import { Prisma } from "@limpid/db";
import type { Context } from "../context";
import type { Document } from "../documents";
import type { Entity, FindRequest } from "./entity";
import { finish, ROOT, tableOf } from "./load";
import { type Order, readOrder } from "./order";
import { type Mode, parseProjection } from "./projection";
import { MAX_SIZE, readPaging } from "./request";
import { openScroll, saveScroll } from "./scroll";
import { type Row, selectDocuments } from "./select";
import { readWhere, runLimited, type WhereOptions } from "./where";

/** {@link WhereOptions}, and how references are shown. */
export interface FindOptions extends WhereOptions {
  readonly mode: Mode;
  /** `only_fields` in place of the request's own. */
  readonly fields?: readonly string[];
}

/** Documents in wire form, and the scroll to go on with when one was asked for. */
export interface Found {
  readonly documents: Document[];
  readonly scroll_id?: string;
}

/** How many documents match, whatever the paging. @param options.limit stop counting there */
export async function countDocuments(
  ctx: Context,
  entity: Entity,
  request: FindRequest,
  { limit, ...options }: WhereOptions & { readonly limit?: number } = {},
): Promise<number> {
  const where = await readWhere(ctx, entity, request, options);
  const matching = Prisma.sql`FROM ${tableOf(entity)} WHERE ${where.sql}`;
  const counted = limit ? Prisma.sql`FROM (SELECT 1 ${matching} LIMIT ${limit}::bigint) AS "some"` : matching;
  const statement = Prisma.sql`SELECT count(*)::int AS "count" ${counted}`;
  const [row] = await runLimited<{ count: number }>(ctx, statement, where.patterns);
  return row?.count ?? 0;
}

/**
 * The documents that a client's request asks for (wire-protocol §6): conditions, order, paging, projection, joins.
 * One statement, one more per joined entity and level, two small ones for a scroll.
 * @throws 400/12, 400/14, 400/16, 400/21 as §6 says for malformed requests.
 */
export async function findDocuments(
  ctx: Context,
  entity: Entity,
  request: FindRequest,
  options: FindOptions,
): Promise<Found> {
  const only = options.fields ?? request.only_fields ?? request.projection;
  const projection = parseProjection(entity, only, options.mode);
  const where = await readWhere(ctx, entity, request, options);
  const order = readOrder(entity, request, where.search?.score ?? null);
  const paging = readPaging(request);
  const { columns, read } = selectDocuments(entity.fields, ROOT, projection.wanted);
  const table = tableOf(entity);
  const page = async (offset: number, limit: number): Promise<Document[]> => {
    const ids = idsSql(Prisma.sql`${table}${order.joins} WHERE ${where.sql}`, order, offset, limit);
    const rows = await runLimited<Row>(
      ctx,
      // the page's ids first, so that only its documents are put together; OVER () numbers them in the order of the CTE
      Prisma.sql`WITH "page" AS MATERIALIZED (${ids}), "numbered" AS (SELECT "id", row_number() OVER () AS "n" FROM "page") SELECT ${columns} FROM "numbered" JOIN ${table} ON ${ROOT}."id" = "numbered"."id" ORDER BY "numbered"."n"`,
      where.patterns,
    );
    const documents = rows.map(read);
    await finish(ctx, entity, documents, projection, options.mode);
    return documents;
  };
  if (paging.kind === "range") return { documents: await page(paging.offset, paging.limit) };
  const kind = `list:${entity.name}`;
  const scroll = await openScroll(ctx, kind, paging.id);
  const documents = paging.refresh
    ? await page(0, Math.min(Math.max(scroll.position, paging.size), MAX_SIZE))
    : await page(scroll.position, paging.size);
  const position = paging.refresh ? documents.length : scroll.position + documents.length;
  await saveScroll(ctx, kind, { id: scroll.id, position });
  return { documents, scroll_id: scroll.id };
}

/**
 * The ids of a page. Parts of an order are appended one to the other: PostgreSQL reads the second only when the first does not fill the page, and
 * never both side by side, since a part with a LIMIT is not given to parallel workers.
 */
function idsSql(matching: Prisma.Sql, { parts }: Order, offset: number, limit: number): Prisma.Sql {
  const within = (length: number) => Prisma.sql`LIMIT ${length}::bigint`;
  const sorted = parts.map(({ condition, by }) => {
    const and = condition ? Prisma.sql` AND ${condition}` : Prisma.empty;
    return Prisma.sql`(SELECT ${ROOT}."id" FROM ${matching}${and} ORDER BY ${by} ${within(offset + limit)})`;
  });
  return Prisma.sql`SELECT "id" FROM (${Prisma.join(sorted, " UNION ALL ")}) AS "sorted" ${within(limit)} OFFSET ${offset}::bigint`;
}
