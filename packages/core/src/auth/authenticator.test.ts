import { createTestDatabase, type TestDatabase } from "@limpid/db/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Authenticator, Identity, Role } from "../platform/identity";
import { COMPANY_ID, newId } from "../platform/ids";
import { bootstrap } from "../server/bootstrap";
import { createAuthenticator } from "./authenticator";
import { createCredential } from "./credentials";
import { hashPassword } from "./passwords";
import { openSession, revokeSessions } from "./sessions";

const settings = { token_secret: "a secret for tests only, made of forty characters", server_version: "0.0.0-test" };
const PASSWORD = "correct horse";

let test_db: TestDatabase;
let auth: Authenticator;
const now = new Date("2026-03-01T12:00:00Z");
let passwordHash: string;

beforeAll(async () => {
  test_db = await createTestDatabase();
  await bootstrap(test_db.db, { admin_username: "founder", token_secret: settings.token_secret });
  auth = createAuthenticator(test_db.db, settings, () => now);
  passwordHash = await hashPassword(PASSWORD);
});
afterAll(() => test_db.close());

interface Account {
  readonly id: string;
  readonly username: string;
  readonly access_key: string;
  readonly byKey: string;
  readonly byPassword: string;
}

const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
const caller = { address: "192.0.2.1" };
const authenticate = (authorization: string) => auth.authenticate({ authorization }, caller);

async function account(role: Role = "user", company = COMPANY_ID): Promise<Account> {
  const id = newId();
  const username = `user-${id}`;
  await test_db.db.user.create({
    data: {
      id,
      company,
      name: "Ada",
      role,
      created: now,
      username,
      password_hash: passwordHash,
      password_changed: now,
    },
  });
  const key = await createCredential(test_db.db, settings.token_secret, { user: id, company }, now);
  return {
    id,
    username,
    access_key: key.access_key,
    byKey: basic(key.access_key, key.secret_key),
    byPassword: basic(username, PASSWORD),
  };
}

async function identify(authorization: string): Promise<Identity> {
  const identity = await authenticate(authorization);
  if (!identity) throw new TypeError("nothing was presented");
  return identity;
}

async function tokenOf(authorization: string, expiration_sec?: number): Promise<string> {
  const identity = await identify(authorization);
  const { token } = await openSession(test_db.db, settings, identity, identity, { expiration_sec, now });
  return `Bearer ${token}`;
}

const code = (subcode: number) => ({ code: 401, subcode });

describe("ways in", () => {
  it("takes key and secret, name and password, token and cookie", async () => {
    const ada = await account("admin");
    const person = { user: ada.id, company: COMPANY_ID, role: "admin", user_name: "Ada", company_name: "clearml" };
    expect(await authenticate(ada.byKey)).toEqual({ ...person, access_key: ada.access_key });
    expect(await authenticate(ada.byPassword)).toEqual({ ...person, password: { of: ada.id, changed: now } });
    const bearer = await tokenOf(ada.byKey);
    const byToken = { ...person, access_key: ada.access_key, session_id: expect.stringMatching(/^[0-9a-f]{32}$/) };
    expect(await authenticate(bearer)).toMatchObject(byToken);
    const cookie = bearer.slice("Bearer ".length);
    expect(await auth.authenticate({ cookie }, caller)).toMatchObject(byToken);
    expect(await auth.authenticate({}, caller)).toBeNull();
  });

  it.each([
    ["Digest x", 10],
    ["bearer x", 10],
    ["Basic", 22],
    ["Basic !!!not-base64", 21],
    [basic("no-colon", "").slice(0, -4), 22],
    [basic("nobody", "nothing"), 22],
    [basic("nobody\0", "nothing"), 22],
    ["Bearer", 30],
    ["Bearer x", 30],
    ["Bearer a.b.c", 30],
  ])("refuses %j with 401/%i", async (authorization, subcode) => {
    await expect(authenticate(authorization)).rejects.toMatchObject(code(subcode));
  });
});
