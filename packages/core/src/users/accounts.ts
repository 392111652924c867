import { brokenConstraint, type Transaction } from "@limpid/db";
import { manages, outranks } from "../auth/authority";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import type { Role } from "../platform/identity";
import { newId } from "../platform/ids";

/** What is chosen about a new account. */
export interface NewAccount {
  readonly id?: string;
  readonly company: string;
  readonly name: string;
  readonly role: Role;
  readonly email?: string | null;
  readonly given_name?: string | null;
  readonly family_name?: string | null;
  readonly avatar?: string | null;
  readonly username?: string;
  readonly password_hash?: string;
}

/**
 * Stores a new account.
 * @returns its id.
 * @throws 400/10 unknown company, 400/302 id taken, 400/801 mail address or user name taken (wire-protocol §4).
 */
export async function createAccount(db: Transaction, account: NewAccount, now: Date): Promise<string> {
  const { id = newId(), company } = account;
  if (!(await db.company.findUnique({ where: { id: company } })))
    throw errors.invalidId("no such company", { company });
  const password_changed = account.password_hash === undefined ? undefined : now;
  try {
    await db.user.create({ data: { ...account, id, created: now, password_changed } });
  } catch (error) {
    throw accountConflict(error, account);
  }
  return id;
}

/** The protocol's error for a write that hit an id, mail address or user name that is taken; any other error as it is. */
export function accountConflict(error: unknown, { id, email, username }: Partial<NewAccount>): unknown {
  const constraint = brokenConstraint(error);
  if (constraint === undefined) return error;
  if (constraint.includes("username")) return errors.expectedUniqueData("the user name is taken", { username });
  if (constraint.includes("email")) return errors.expectedUniqueData("the mail address is taken", { email });
  return errors.userIdExists({ id });
}

/** A stored account. */
type Account = NonNullable<Awaited<ReturnType<Transaction["user"]["findUnique"]>>>;

/**
 * The account that the caller wants to change.
 * @throws 400/301 unknown, 403/21 neither one's own nor one that the caller may manage (§16.4).
 */
export async function requireAccount(ctx: Context, id: string): Promise<Account> {
  const account = await ctx.db.user.findUnique({ where: { id } });
  if (!account) throw errors.invalidUserId({ user: id });
  if (id !== ctx.identity.user && !manages(ctx.identity, account)) throw errors.noWritePermission({ user: id });
  return account;
}

/** As {@link requireAccount}, for what nobody may do to the own account, so that there is always one left that can log in: 400/300. */
export async function requireOtherAccount(ctx: Context, id: string): Promise<Account> {
  const account = await requireAccount(ctx, id);
  if (id === ctx.identity.user) throw errors.invalidUser("somebody else has to do this to your account", { user: id });
  return account;
}

/** @throws 403/21 when the role is above the caller's own. */
export function requireGrantable(ctx: Context, role: Role): void {
  if (outranks(role, ctx.identity.role)) throw errors.noWritePermission("the role is above yours", { role });
}

/** An account as those who manage it see it, with how its API keys are used. */
export interface ListedAccount extends Pick<Account, "id" | "username" | "name" | "email" | "role" | "created"> {
  readonly disabled: boolean;
  readonly api_keys: number;
  readonly last_used: Date | null;
}

/** The accounts of a company, the oldest first; those that the server made for itself are left out. */
export async function listAccounts(db: Transaction, company: string): Promise<ListedAccount[]> {
  return db.$queryRaw<ListedAccount[]>`
    SELECT u.id, u.username, u.name, u.email, u.role, u.created, u.disabled_at IS NOT NULL AS disabled,
      count(k.access_key)::integer AS api_keys, max(k.last_used) AS last_used
    FROM users AS u LEFT JOIN credentials AS k ON k."user" = u.id
    WHERE u.company = ${company} AND NOT u.is_internal
    GROUP BY u.id ORDER BY u.created, u.id`;
}
