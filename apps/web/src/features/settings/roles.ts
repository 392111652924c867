/** Roles that accounts can have, the mightiest first (wire-protocol §4), with what each of them means. */
export const ROLES = [
  { value: "root", label: "Root", hint: "Everything, in every workspace" },
  { value: "admin", label: "Administrator", hint: "Everything, and the accounts of the workspace" },
  { value: "superuser", label: "Superuser", hint: "Everything but accounts" },
  { value: "user", label: "User", hint: "Works with runs, models and queues" },
  { value: "annotator", label: "Annotator", hint: "As a user, for clients that tell annotators apart" },
  { value: "guest", label: "Guest", hint: "As a user, for shared log-ins" },
] as const;

export type AccountRole = (typeof ROLES)[number]["value"];

/** Whether this role may see and change accounts. */
export function managesAccounts(role: string | undefined): boolean {
  return role === "system" || role === "root" || role === "admin";
}

/** The roles that somebody with this role may give: none above the own. */
export function grantableRoles(role: string | undefined): readonly (typeof ROLES)[number][] {
  const from = role === "system" ? 0 : ROLES.findIndex(({ value }) => value === role);
  return from < 0 ? [] : ROLES.slice(from);
}

/** What a role is called; roles that we do not know by their own word. */
export function roleLabel(role: string | undefined): string {
  return ROLES.find(({ value }) => value === role)?.label ?? role ?? "User";
}
