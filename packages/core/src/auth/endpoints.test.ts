import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Effects } from "../platform/context";
import { ANONYMOUS, type Identity, type Role } from "../platform/identity";
import { COMPANY_ID, newId } from "../platform/ids";
import { invoke } from "../platform/invoke";
import { LATEST } from "../platform/version";
import { createTestApp, type TestApp } from "../testing";
import { createAuthenticator } from "./authenticator";
import { changePassword } from "./endpoints/change_password";
import { hashPassword, verifyPassword } from "./passwords";

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

async function person(role: Role = "user"): Promise<Identity> {
  const id = newId();
  await test.app.db.user.create({
    data: { id, company: COMPANY_ID, name: `Person ${id}`, role, created: new Date() },
  });
  return { user: id, company: COMPANY_ID, role, user_name: `Person ${id}`, company_name: "clearml" };
}

/** What the real authenticator makes of a token or a pair of name and secret. */
const real = (authorization: string) =>
  createAuthenticator(test.app.db, test.app.settings, test.app.now).authenticate(
    { authorization },
    { address: "192.0.2.1" },
  );
const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;

interface Keys {
  readonly credentials: { readonly access_key: string; readonly secret_key: string; readonly label?: string };
}

describe("keys", () => {
  it("are made, listed without secret, labelled and revoked; the last may go", async () => {
    const as = await person();
    const { credentials: first } = await test.call<Keys>("auth.create_credentials", { label: "laptop" }, { as });
    expect(first).toMatchObject({ label: "laptop", access_key: expect.stringMatching(/^[A-Z0-9]{30}$/) });
    const { credentials: second } = await test.call<Keys>("auth.create_credentials", {}, { as });
    expect(await real(basic(first.access_key, first.secret_key))).toMatchObject({ user: as.user });
    await test.call("auth.edit_credentials", { access_key: second.access_key, label: "server" }, { as });
    expect(await test.call("auth.get_credentials", {}, { as })).toEqual({
      credentials: [
        {
          access_key: first.access_key,
          label: "laptop",
          last_used: expect.stringMatching(/\+00:00$/),
          last_used_from: "192.0.2.1",
        },
        { access_key: second.access_key, label: "server" },
      ],
    });
    for (const { access_key } of [first, second])
      expect(await test.call("auth.revoke_credentials", { access_key }, { as })).toEqual({ revoked: 1 });
    expect(await test.call("auth.get_credentials", {}, { as })).toEqual({ credentials: [] });
    await expect(real(basic(first.access_key, first.secret_key))).rejects.toMatchObject({ code: 401, subcode: 22 });
  });

  it("of somebody else are out of reach, and those of the server itself fixed", async () => {
    const [ada, eve] = [await person(), await person()];
    const { access_key } = (await test.call<Keys>("auth.create_credentials", {}, { as: ada })).credentials;
    const stolen = { access_key, label: "mine now" };
    await expect(test.call("auth.edit_credentials", stolen, { as: eve })).rejects.toMatchObject({ subcode: 75 });
    await expect(test.call("auth.revoke_credentials", { access_key }, { as: eve })).rejects.toMatchObject({
      subcode: 300,
    });
    await test.app.db.user.update({ where: { id: ada.user }, data: { is_internal: true } });
    await expect(test.call("auth.create_credentials", {}, { as: ada })).rejects.toMatchObject({ subcode: 300 });
    await expect(test.call("auth.revoke_credentials", { access_key }, { as: ada })).rejects.toMatchObject({
      subcode: 300,
    });
  });

  it("take their tokens with them", async () => {
    const as = await person();
    const { access_key } = (await test.call<Keys>("auth.create_credentials", {}, { as })).credentials;
    const { token } = await test.call<{ token: string }>("auth.login", {}, { as: { ...as, access_key } });
    expect(await real(`Bearer ${token}`)).toMatchObject({ user: as.user, access_key });
    await test.call("auth.revoke_credentials", { access_key }, { as });
    await expect(real(`Bearer ${token}`)).rejects.toMatchObject({ code: 401, subcode: 30 });
  });
});

describe("tokens", () => {
  const login = async (as: Identity, body: unknown = {}) => {
    const { token } = await test.call<{ token: string }>("auth.login", body, { as });
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return { token, claims };
  };

  it.each([
    [{}, 30 * 86_400],
    [{ expiration_sec: null }, 30 * 86_400],
    [{ expiration_sec: 0 }, 30 * 86_400],
    [{ expiration_sec: 600 }, 600],
    [{ expiration_sec: 31_536_000 }, 31_536_000],
  ])("live as long as %j asks", async (body, seconds) => {
    const { claims } = await login(test.user, body);
    expect(claims.exp - claims.iat).toBe(seconds);
    expect(claims).toMatchObject({ api_version: "2.34", feature_set: "basic", identity: { user: test.user.user } });
  });

  it.each([-1, 31_536_001, 1.5, "soon"])("cannot be asked for %j seconds", async (expiration_sec) => {
    await expect(login(test.user, { expiration_sec })).rejects.toMatchObject({ code: 400, subcode: 12 });
  });

  it("of the role system have no end, and those taken with Act-As the role of the one acted for", async () => {
    expect((await login(await person("system"))).claims.exp).toBeUndefined();
    const acting = { ...(await person("user")), role: "root" as const };
    expect((await login(acting)).claims.identity.role).toBe("user");
  });

  it("are described to root: valid, over, ended, or none at all", async () => {
    const check = (token: string) => test.call("auth.validate_token", { token }, { as: test.root });
    const { token, claims } = await login(test.user);
    const whose = { user: test.user.user, company: COMPANY_ID };
    expect(await check(token)).toEqual({ valid: true, ...whose });
    await test.call("auth.logout", {}, { as: { ...test.user, session_id: claims.session_id } });
    expect(await check(token)).toEqual({ valid: false, ...whose });
    expect(await check("nonsense")).toEqual({ valid: false, msg: "Not enough segments" });
    expect(await check("a.b.c")).toEqual({ valid: false, msg: "Signature verification failed" });
  });

  it("for somebody else end with who asked", async () => {
    const boss = await person("root");
    const own = (await login(boss)).claims.session_id as string;
    const as = { ...boss, session_id: own };
    const { token } = await test.call<{ token: string }>("auth.get_token_for_user", { user: test.user.user }, { as });
    expect(await real(`Bearer ${token}`)).toMatchObject({ user: test.user.user, role: "user" });
    await test.call("login.logout", {}, { as });
    await expect(real(`Bearer ${token}`)).rejects.toMatchObject({ code: 401, subcode: 30 });
    for (const body of [{ user: newId() }, { user: test.user.user, company: newId() }, { user: "\0" }])
      await expect(test.call("auth.get_token_for_user", body, { as: test.root })).rejects.toMatchObject({
        subcode: 301,
      });
  });
});

describe("roles", () => {
  it("are given by root, system and admin, who cannot touch those above them or themselves", async () => {
    const [admin, root, ada] = [await person("admin"), await person("root"), await person()];
    const edit = (as: Identity, user: string, role: string) => test.call("auth.edit_user", { user, role }, { as });
    expect(await edit(admin, ada.user, "annotator")).toEqual({ updated: 1, fields: { role: "annotator" } });
    expect(await edit(admin, ada.user, "annotator")).toEqual({ updated: 0, fields: { role: "annotator" } });
    expect(await edit(root, admin.user, "admin")).toEqual({ updated: 0, fields: { role: "admin" } });
    await expect(edit(admin, root.user, "user")).rejects.toMatchObject({ code: 403, subcode: 21 });
    await expect(edit(root, root.user, "user")).rejects.toMatchObject({ code: 400, subcode: 300 });
    await expect(edit(root, ada.user, "root")).rejects.toMatchObject({ code: 400, subcode: 12 });
    await expect(edit(root, newId(), "user")).rejects.toMatchObject({ code: 400, subcode: 301 });
    await expect(edit(ada, admin.user, "user")).rejects.toMatchObject({ code: 403, subcode: 20 });
  });

  it("are chosen with a new account, whose mail address nobody else has", async () => {
    const create = (body: object) =>
      test.call<{ id: string }>("auth.create_user", { name: "x", company: COMPANY_ID, ...body }, { as: test.root });
    const email = `${newId()}@example.com`;
    const { id } = await create({ email, role: "superuser" });
    expect(await test.app.db.user.findUnique({ where: { id } })).toMatchObject({
      role: "superuser",
      email,
      username: null,
    });
    await expect(create({ email })).rejects.toMatchObject({ code: 400, subcode: 801 });
    await expect(create({ email: "a@b", company: newId() })).rejects.toMatchObject({ code: 400, subcode: 10 });
    await expect(create({ email: "a@b", role: "root" })).rejects.toMatchObject({ code: 400, subcode: 12 });
  });
});

describe("a change of the own password", () => {
  async function change(as: Identity, body: object): Promise<Effects> {
    const authenticator = { authenticate: async () => as, impersonate: async () => as };
    const head = { presented: {}, caller: { address: "192.0.2.9" }, version: LATEST, callId: newId() };
    return (await invoke({ ...test.app, authenticator }, changePassword, head, () => body)).effects;
  }

  async function loggedIn() {
    const ada = await person();
    const username = `ada ${ada.user}`;
    const data = { username, password_hash: await hashPassword("old password"), password_changed: new Date() };
    await test.app.db.user.update({ where: { id: ada.user }, data });
    const identity = (await real(basic(username, "old password"))) as Identity;
    const open = async () => `Bearer ${(await test.call<{ token: string }>("auth.login", {}, { as: identity })).token}`;
    return { username, identity, open };
  }

  it("ends what stood on the old one and hands the caller a new cookie of the same end", async () => {
    const { username, open } = await loggedIn();
    const [mine, elsewhere] = [await open(), await open()];
    const caller = (await real(mine)) as Identity;
    const effects = await change(caller, { current_password: "old password", new_password: "new password" });
    for (const token of [mine, elsewhere]) await expect(real(token)).rejects.toMatchObject({ code: 401, subcode: 30 });
    const fresh = (await real(`Bearer ${effects.session?.token}`)) as Identity;
    expect(fresh.user).toBe(caller.user);
    expect(Math.abs((fresh.expires ?? 0) - (caller.expires ?? 0))).toBeLessThanOrEqual(1);
    expect(await real(basic(username, "new password"))).toMatchObject({ user: caller.user });
    await expect(real(basic(username, "old password"))).rejects.toMatchObject({ code: 401, subcode: 22 });
  });

  it("wants the current one, a new one of eight characters, and no guessing", async () => {
    const { identity } = await loggedIn();
    const current_password = "old password";
    await expect(change(identity, { current_password, new_password: "short" })).rejects.toMatchObject({ subcode: 12 });
    const guess = () => change(identity, { current_password: "wrong", new_password: "new password" });
    await expect(guess()).rejects.toMatchObject({ code: 400, subcode: 16 });
    for (let more = 0; more < 10; more++) await guess().catch(() => undefined);
    await expect(guess()).rejects.toMatchObject({ code: 429 });
    const { password_hash } = await test.app.db.user.findUniqueOrThrow({ where: { id: identity.user } });
    expect(await verifyPassword(current_password, password_hash ?? "")).toBe(true);
  });
});

it("log-in modes and log-out need no login", async () => {
  const as = ANONYMOUS;
  expect(await test.call("login.supported_modes", {}, { as })).toMatchObject({ authenticated: false });
  expect(await test.call("login.supported_modes")).toMatchObject({ authenticated: true, basic: { enabled: true } });
  expect(await test.call("auth.fixed_users_mode", {}, { as })).toMatchObject({ enabled: true });
  expect(await test.call("login.logout", {}, { as })).toEqual({});
  await expect(test.call("auth.logout", {}, { as })).rejects.toMatchObject({ code: 401, subcode: 20 });
});
