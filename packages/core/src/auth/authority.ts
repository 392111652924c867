import { type Identity, ROLES, type Role } from "../platform/identity";

/** Who may manage accounts and take other people's place (wire-protocol §3, "Impersonation"). */
export const MANAGERS = ["system", "root", "admin"] as const satisfies readonly Role[];

/** Whether the caller may manage this account or act as it: root and system any, an admin those of the company that are not above. */
export function manages(
  identity: Pick<Identity, "role" | "company">,
  account: { readonly role: string; readonly company: string },
): boolean {
  if (identity.role === "system" || identity.role === "root") return true;
  return identity.role === "admin" && account.company === identity.company && !outranks(account.role, identity.role);
}

/** Whether the caller answers for the installation: sees credentials, and may change what is published. */
export function isAdministrator({ role }: Pick<Identity, "role">): boolean {
  return (MANAGERS as readonly Role[]).includes(role);
}

/** Whether somebody with the role `role` can do more than one with the role `other`. */
export function outranks(role: string, other: string): boolean {
  const rank = (name: string) => (ROLES as readonly string[]).indexOf(name);
  return rank(role) < rank(other);
}
