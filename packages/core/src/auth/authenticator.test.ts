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
let now = new Date("2026-03-01T12:00:00Z");
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

describe("what ends a token", () => {
  it("its own end, its time, its logout, and that of the session it was taken from", async () => {
    const ada = await account();
    const brief = await tokenOf(ada.byKey, 60);
    const parent = await tokenOf(ada.byKey);
    const child = await tokenOf(parent);
    const grandchild = await tokenOf(child);
    const other = await tokenOf(ada.byKey);
    const started = now;
    now = new Date(started.getTime() + 61_000);
    await expect(authenticate(brief)).rejects.toMatchObject(code(30));
    now = started;
    await revokeSessions(test_db.db, { id: (await identify(parent)).session_id ?? "" }, now);
    for (const ended of [parent, child, grandchild]) await expect(authenticate(ended)).rejects.toMatchObject(code(30));
    expect(await authenticate(other)).toMatchObject({ user: ada.id });
  });

  it("its key, for good, even if a key of that name is made again; other keys' tokens live on", async () => {
    const ada = await account();
    const [user, company] = [ada.id, COMPANY_ID];
    const again = { user, company, access_key: ada.access_key };
    const [token, child] = [await tokenOf(ada.byKey), await tokenOf(await tokenOf(ada.byKey))];
    const second = await createCredential(test_db.db, settings.token_secret, { user, company }, now);
    const other = await tokenOf(basic(second.access_key, second.secret_key));
    await test_db.db.credential.delete({ where: { access_key: ada.access_key } });
    await expect(authenticate(token)).rejects.toMatchObject(code(30));
    await expect(authenticate(child)).rejects.toMatchObject(code(30));
    await expect(authenticate(ada.byKey)).rejects.toMatchObject(code(22));
    await revokeSessions(test_db.db, { access_key: ada.access_key }, now);
    await createCredential(test_db.db, settings.token_secret, again, now);
    await expect(authenticate(token)).rejects.toMatchObject(code(30));
    expect(await authenticate(other)).toMatchObject({ user });
  });

  it("the change of its password, but not of anything that stands on a key", async () => {
    const ada = await account();
    const [byPassword, byKey] = [await tokenOf(ada.byPassword), await tokenOf(ada.byKey)];
    await test_db.db.user.update({ where: { id: ada.id }, data: { password_changed: new Date(now.getTime() + 1) } });
    await expect(authenticate(byPassword)).rejects.toMatchObject(code(30));
    expect(await authenticate(byKey)).toMatchObject({ user: ada.id });
  });

  it("the end of an account (40) or its being shut (31), also for tokens that its owner took as somebody else", async () => {
    const boss = await account("admin");
    const ada = await account();
    const acting = await auth.impersonate(await identify(boss.byKey), { impersonateAs: ada.id });
    const { token } = await openSession(test_db.db, settings, acting, acting, { now });
    const [own, taken] = [await tokenOf(boss.byPassword), `Bearer ${token}`];
    expect(await authenticate(taken)).toMatchObject({ user: ada.id, access_key: boss.access_key });
    await test_db.db.user.update({ where: { id: boss.id }, data: { disabled_at: now } });
    await expect(authenticate(own)).rejects.toMatchObject(code(31));
    await expect(authenticate(boss.byKey)).rejects.toMatchObject(code(31));
    await expect(authenticate(boss.byPassword)).rejects.toMatchObject(code(31));
    await expect(authenticate(taken)).rejects.toMatchObject(code(30));
    await test_db.db.user.delete({ where: { id: boss.id } });
    await expect(authenticate(own)).rejects.toMatchObject(code(40));
    await expect(authenticate(boss.byKey)).rejects.toMatchObject(code(22));
    await expect(authenticate(taken)).rejects.toMatchObject(code(30));
  });

  it("no child can be taken from a session that is being ended", async () => {
    const ada = await account();
    const parent = await identify(await tokenOf(ada.byKey));
    const children = Array.from({ length: 20 }, () => openSession(test_db.db, settings, parent, parent, { now }));
    const ended = test_db.db.$transaction((tx) => revokeSessions(tx, { id: parent.session_id ?? "" }, now));
    const [opened] = await Promise.all([Promise.allSettled(children), ended]);
    for (const child of opened) {
      if (child.status === "rejected") expect(child.reason).toMatchObject(code(30));
      else await expect(authenticate(`Bearer ${child.value.token}`)).rejects.toMatchObject(code(30));
    }
  });

  it("another installation's secret, or another algorithm", async () => {
    const ada = await account();
    const identity = await identify(ada.byKey);
    const foreign = { ...settings, token_secret: "the secret of another installation, forty characters" };
    const { token } = await openSession(test_db.db, foreign, identity, identity, { now });
    await expect(authenticate(`Bearer ${token}`)).rejects.toMatchObject(code(30));
    const [, payload] = (await tokenOf(ada.byKey)).split(".");
    const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url")}.${payload}.`;
    await expect(authenticate(`Bearer ${unsigned}`)).rejects.toMatchObject(code(30));
  });
});

describe("taking another's place", () => {
  const roles: readonly Role[] = ["system", "root", "admin", "superuser", "user", "annotator", "guest"];

  it("is for system, root and admin, never above one's own role; Act-As keeps the role", async () => {
    const people = Object.fromEntries(
      await Promise.all(roles.map(async (role) => [role, await account(role)] as const)),
    );
    const table: Record<string, string[]> = {};
    for (const [role, { byKey }] of Object.entries(people)) {
      const identity = await identify(byKey);
      table[role] = [];
      for (const [target, { id }] of Object.entries(people)) {
        const outcome = await auth.impersonate(identity, { impersonateAs: id }).catch((error) => error);
        const acting = await auth.impersonate(identity, { actAs: id }).catch((error) => error);
        if (outcome instanceof Error) {
          expect([outcome, acting]).toMatchObject([
            { code: 400, subcode: 6 },
            { code: 400, subcode: 6 },
          ]);
        } else {
          expect([outcome, acting]).toMatchObject([
            { user: id, role: target },
            { user: id, role },
          ]);
          expect(acting.access_key).toBe(identity.access_key);
          table[role].push(target);
        }
      }
    }
    const none: string[] = [];
    expect(table).toEqual({
      system: roles,
      root: roles,
      admin: roles.slice(2),
      superuser: none,
      user: none,
      annotator: none,
      guest: none,
    });
  });

  it("stays within the company for an admin, and needs a person that is there", async () => {
    const company = newId();
    await test_db.db.company.create({ data: { id: company, name: "another" } });
    const stranger = await account("user", company);
    const shut = await account();
    await test_db.db.user.update({ where: { id: shut.id }, data: { disabled_at: now } });
    const [root, admin] = await Promise.all(
      (["root", "admin"] as const).map(async (role) => identify((await account(role)).byKey)),
    );
    const wrong = { code: 400, subcode: 6 };
    await expect(auth.impersonate(admin as Identity, { actAs: stranger.id })).rejects.toMatchObject(wrong);
    expect(await auth.impersonate(root as Identity, { impersonateAs: stranger.id })).toMatchObject({
      user: stranger.id,
      company,
      company_name: "another",
    });
    for (const impersonateAs of [newId(), "\0", shut.id])
      await expect(auth.impersonate(root as Identity, { impersonateAs })).rejects.toMatchObject(wrong);
    await expect(auth.impersonate(root as Identity, { impersonateAs: shut.id, actAs: shut.id })).rejects.toMatchObject({
      code: 400,
      subcode: 5,
    });
    expect(await auth.impersonate(root as Identity, { impersonateAs: "", actAs: "" })).toBe(root);
  });
});

describe("the use of a key", () => {
  it("is noted with its place, at most once a minute from one place", async () => {
    const ada = await account();
    const started = now;
    const use = async (after: number, worker?: string) => {
      now = new Date(started.getTime() + after * 1000);
      await auth.authenticate({ authorization: ada.byKey }, { ...caller, worker });
      const { last_used, last_used_from } = await test_db.db.credential.findUniqueOrThrow({
        where: { access_key: ada.access_key },
      });
      return [last_used && (last_used.getTime() - started.getTime()) / 1000, last_used_from];
    };
    expect(await use(0)).toEqual([0, "192.0.2.1"]);
    expect(await use(59)).toEqual([0, "192.0.2.1"]);
    expect(await use(61)).toEqual([61, "192.0.2.1"]);
    expect(await use(62, "gpu-1")).toEqual([62, "gpu-1"]);
    now = started;
  });
});

it("first calls at once with one key are all let in", async () => {
  const ada = await account();
  const calls = await Promise.all(Array.from({ length: 20 }, () => authenticate(ada.byKey)));
  expect(calls.map((identity) => identity?.user)).toEqual(Array(20).fill(ada.id));
});

describe("names and passwords", () => {
  it("mind the case and may go beyond ASCII, in Latin-1 as in UTF-8", async () => {
    const ute = await account();
    const username = `Ute-${ute.id}`;
    await test_db.db.user.update({
      where: { id: ute.id },
      data: { username, password_hash: await hashPassword("schön:er") },
    });
    for (const encoding of ["latin1", "utf8"] as const) {
      const authorization = `Basic ${Buffer.from(`${username}:schön:er`, encoding).toString("base64")}`;
      expect(await authenticate(authorization)).toMatchObject({ user: ute.id });
    }
    await expect(authenticate(basic(username.toLowerCase(), "schön:er"))).rejects.toMatchObject(code(22));
  });

  it("take as long for a name that nobody has", async () => {
    const ada = await account();
    const time = async (authorization: string) => {
      const started = performance.now();
      await expect(authenticate(authorization)).rejects.toMatchObject(code(22));
      return performance.now() - started;
    };
    const quickest = async (authorization: string) =>
      Math.min(await time(authorization), await time(authorization), await time(authorization));
    const known = await quickest(basic(ada.username, "wrong"));
    const unknown = await quickest(basic("nobody at all", "wrong"));
    expect(unknown / known).toBeGreaterThan(0.3);
    expect(unknown / known).toBeLessThan(3);
  });
});
