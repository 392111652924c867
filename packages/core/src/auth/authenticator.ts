import type { Database } from "@limpid/db";
import { errors } from "../platform/errors";
import type { Authenticator, Caller, Identity, Presented } from "../platform/identity";
import type { Settings } from "../platform/settings";
import { LoginAttempts } from "./attempts";
import { manages } from "./authority";
import { readBasic } from "./basic";
import { findPerson, type Person } from "./person";
import { findKeys, type Proof, proveKey, provePassword, type StoredKey } from "./proofs";
import { findSession } from "./sessions";
import { readToken } from "./tokens";

/** Seconds between two notes of a key's use from one place: a note is a write, and calls are many. */
const USE_NOTED_SEC = 60;

/**
 * Checks what calls present against the database. Nothing is remembered between calls, so that the end of a session, key, password or account
 * counts at the next call in every process; a call costs one indexed query.
 */
export function createAuthenticator(
  db: Database,
  { token_secret }: Pick<Settings, "token_secret">,
  now: () => Date,
): Authenticator {
  const attempts = new LoginAttempts(db, token_secret, now);

  async function byBasic(encoded: string, caller: Caller): Promise<Identity> {
    const readings = readBasic(encoded);
    const account = readings[0].name;
    const keys = await findKeys(db, readings);
    const proof =
      keys.length > 0
        ? await attempts.attempt(account, caller.address, () => byKey(proveKey(token_secret, keys, readings), caller))
        : await attempts.attemptInTurn(account, caller.address, () => provePassword(db, readings));
    if (!proof) throw errors.invalidCredentials();
    const { person, access_key, password } = proof;
    if (person.disabled) throw errors.blockedToken("the account is disabled");
    return { ...identityOf(person), access_key, password };
  }

  async function byKey(key: StoredKey | null, caller: Caller): Promise<Proof | null> {
    if (!key) return null;
    const from = (caller.worker || caller.address).slice(0, 255);
    const noted = key.last_used && key.last_used.getTime() > now().getTime() - USE_NOTED_SEC * 1000;
    if (!noted || key.last_used_from !== from)
      await db.credential.updateMany({
        where: { access_key: key.access_key },
        data: { last_used: now(), last_used_from: from },
      });
    return { person: key, access_key: key.access_key };
  }

  async function byToken(token: string): Promise<Identity> {
    const read = await readToken(token_secret, token, now());
    if ("fault" in read) throw errors.invalidToken(read.fault);
    const session = await findSession(db, read.session_id);
    if (!session) throw errors.invalidToken("unknown session");
    const { person, live, access_key, password_of, password_changed, run } = session;
    if (!person) throw errors.invalidFixedUser("the account is gone");
    if (person.disabled) throw errors.blockedToken("the account is disabled");
    if (!live) throw errors.invalidToken("the session has ended");
    return {
      ...identityOf(person),
      session_id: read.session_id,
      access_key: access_key ?? undefined,
      password: password_of && password_changed ? { of: password_of, changed: password_changed } : undefined,
      run: run ?? undefined,
      expires: read.exp,
    };
  }

  return {
    async authenticate({ authorization, cookie }: Presented, caller: Caller): Promise<Identity | null> {
      if (authorization) {
        const [scheme = ""] = authorization.split(" ", 1);
        const proof = authorization.slice(scheme.length).trim();
        if (scheme === "Bearer") return byToken(proof);
        if (scheme === "Basic") return byBasic(proof, caller);
        throw errors.badAuthType();
      }
      return cookie ? byToken(cookie) : null;
    },

    async impersonate(identity: Identity, { impersonateAs, actAs }: Presented): Promise<Identity> {
      const target = impersonateAs || actAs;
      if (!target) return identity;
      if (impersonateAs && actAs) throw errors.invalidHeaders("only one of Impersonate-As and Act-As");
      const person = await findPerson(db, target);
      if (!person || person.disabled || !manages(identity, person)) throw errors.impersonationError();
      const { role, ...rest } = identityOf(person);
      return { ...identity, ...rest, role: impersonateAs ? role : identity.role };
    },
  };
}

function identityOf({ user, company, role, user_name, company_name }: Person): Identity {
  return { user, company, role, user_name, company_name };
}
