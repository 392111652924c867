import { Prisma } from "@limpid/db";
import { parseDate } from "../dates";

/** A moment as a bound value. */
export function timestamp(date: Date): Prisma.Sql {
  return Prisma.sql`${date.toISOString()}::timestamptz`;
}

/** A date that a client wrote and PostgreSQL can hold; null for anything else. */
export function readDate(value: unknown): Date | null {
  const date = typeof value === "string" ? parseDate(value) : null;
  const year = date?.getUTCFullYear() ?? 0;
  return year >= 1 && year <= 9999 ? date : null;
}

type Comparison = ">=" | ">" | "<=" | "<" | "=";

/** One comparison with a moment. */
export interface DateTest {
  readonly operator: Comparison;
  readonly date: Date;
}

/**
 * Reads a datetime condition (wire-protocol §6.1): a text with the prefix `>=`, `>`, `<=`, `<` or none, a list of such, or a pair without
 * prefixes as a range with open ends. What is no date is passed over.
 */
export function parseDatetime(value: unknown): readonly DateTest[] {
  const items = Array.isArray(value) ? value : [value];
  const prefixed = items.some((item) => typeof item === "string" && /^[<>]/.test(item));
  if (items.length === 2 && !prefixed) return [test(">=", items[0]), test("<=", items[1])].flat();
  return items.flatMap((item) => {
    const [, operator = "", text = ""] = /^(>=|>|<=|<|)([\s\S]*)$/.exec(typeof item === "string" ? item : "") ?? [];
    return test(operator === "" ? "=" : (operator as Comparison), text);
  });
}

function test(operator: Comparison, text: unknown): DateTest[] {
  const date = readDate(text);
  return date ? [{ operator, date }] : [];
}

/** The tests on a date column, all of which must hold; null when there is none. */
export function datetimeSql(column: Prisma.Sql, tests: readonly DateTest[]): Prisma.Sql | null {
  if (tests.length === 0) return null;
  return Prisma.sql`(${Prisma.join(
    tests.map(({ operator, date }) => Prisma.sql`${column} ${Prisma.raw(operator)} ${timestamp(date)}`),
    " AND ",
  )})`;
}
