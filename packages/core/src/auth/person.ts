import { Prisma, type Transaction } from "@limpid/db";
import type { Role } from "../platform/identity";

/** An account as far as logging in is concerned. */
export interface Person {
  readonly user: string;
  readonly company: string;
  readonly role: Role;
  readonly user_name: string;
  readonly company_name: string;
  /** Nobody may log in or act as it. */
  readonly disabled: boolean;
}

/** The columns of a {@link Person}; `u` is the row of users, `c` that of companies. */
export const PERSON_COLUMNS = Prisma.sql`u.id AS "user", u.company, u.role, u.name AS user_name, c.name AS company_name,
  u.disabled_at IS NOT NULL AS disabled`;

/** The account with this id; null when there is none. */
export async function findPerson(db: Transaction, id: string): Promise<Person | null> {
  if (id.includes("\0")) return null;
  const [person] = await db.$queryRaw<Person[]>`
    SELECT ${PERSON_COLUMNS} FROM users AS u JOIN companies AS c ON c.id = u.company WHERE u.id = ${id}`;
  return person ?? null;
}
