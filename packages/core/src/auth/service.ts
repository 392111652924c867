import { type App, type Context, createContext } from "../platform/context";
import type { Identity } from "../platform/identity";
import { newId } from "../platform/ids";
import { LATEST } from "../platform/version";
import { openSession } from "./sessions";

/** Who the server is when nobody has asked: `last_changed_by` of what its jobs do, and who its own processes are to each other. */
const SERVICE: Identity = {
  user: "__limpid__",
  company: "__limpid__",
  role: "user",
  user_name: "Limpid",
  company_name: "Limpid",
};

/** Whether one of the server's own processes calls. */
export const isService = ({ user, company }: Pick<Identity, "user" | "company">): boolean =>
  user === SERVICE.user && company === SERVICE.company;

/** A context in which jobs act on objects of any company, or of the one that is named. */
export function serviceContext(app: App, company = SERVICE.company): Context {
  return createContext(app, {
    identity: { ...SERVICE, company },
    caller: { address: "" },
    version: LATEST,
    callId: newId(),
  });
}

/**
 * Sees that the server's own account is there. It has neither key nor password, so nobody can log in as it, and a company of its own, so that
 * no list of users shows it.
 */
export async function makeServiceAccount(app: Pick<App, "db" | "now">): Promise<void> {
  const { user, company, role, user_name, company_name } = SERVICE;
  await app.db.company.createMany({ data: { id: company, name: company_name }, skipDuplicates: true });
  await app.db.user.createMany({
    data: { id: user, company, name: user_name, role, is_internal: true, created: app.now() },
    skipDuplicates: true,
  });
}

/** A token for calls from one process of the server to another, by the account of {@link makeServiceAccount}. */
export async function openServiceSession(
  app: Pick<App, "db" | "settings" | "now">,
  expiration_sec: number,
): Promise<string> {
  await makeServiceAccount(app);
  return (await openSession(app.db, app.settings, SERVICE, SERVICE, { expiration_sec, now: app.now() })).token;
}
