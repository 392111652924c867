import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthenticator } from "../auth/authenticator";
import { createCredential } from "../auth/credentials";
import type { Identity, Role } from "../platform/identity";
import { COMPANY_ID, newId } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

async function person(role: Role = "user"): Promise<Identity> {
  const id = newId();
  await test.app.db.user.create({ data: { id, company: COMPANY_ID, name: "Somebody", role, created: new Date() } });
  return { user: id, company: COMPANY_ID, role, user_name: "Somebody", company_name: "clearml" };
}

const real = (authorization: string) =>
  createAuthenticator(test.app.db, test.app.settings, test.app.now).authenticate(
    { authorization },
    { address: "192.0.2.1" },
  );
const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;

interface Made {
  readonly id: string;
  readonly password?: string;
}

describe("names", () => {
  it("are one's own to change, or an administrator's; role and company never", async () => {
    const [ada, eve, admin] = [await person(), await person(), await person("admin")];
    const update = (as: Identity, body: object) => test.call("users.update", { user: ada.user, ...body }, { as });
    expect(await update(ada, { name: "Ada", given_name: null, avatar: "x" })).toEqual({
      updated: 1,
      fields: { name: "Ada" },
    });
    expect(await update(admin, { family_name: "L." })).toEqual({ updated: 1, fields: { family_name: "L." } });
    expect(await update(ada, { role: "root", company: "x", id: "y" })).toEqual({ updated: 0, fields: {} });
    await expect(update(eve, { name: "Eve was here" })).rejects.toMatchObject({ code: 403, subcode: 21 });
    await expect(test.call("users.update", { user: newId(), name: "x" }, { as: admin })).rejects.toMatchObject({
      subcode: 301,
    });
    const { user } = await test.call<{ user: object }>("users.get_current_user", {}, { as: ada });
    expect(user).toMatchObject({ id: ada.user, name: "Ada", family_name: "L.", role: "user" });
    expect(user).not.toHaveProperty("avatar");
  });
});

describe("deleting", () => {
  it("ends keys and tokens, also those that were taken for others, and frees the id without bringing them back", async () => {
    const ada = await person("admin");
    const key = await createCredential(
      test.app.db,
      test.app.settings.token_secret,
      { user: ada.user, company: COMPANY_ID },
      new Date(),
    );
    const byKey = { ...ada, access_key: key.access_key };
    const login = async (as: Identity) =>
      `Bearer ${(await test.call<{ token: string }>("auth.login", {}, { as })).token}`;
    const own = await login(byKey);
    const forOther = await login({ ...byKey, user: test.user.user });
    expect(await real(forOther)).toMatchObject({ user: test.user.user });
    expect(await test.call("users.delete", { user: ada.user }, { as: test.root })).toEqual({});
    await expect(real(basic(key.access_key, key.secret_key))).rejects.toMatchObject({ code: 401, subcode: 22 });
    await expect(real(own)).rejects.toMatchObject({ code: 401, subcode: 40 });
    await expect(real(forOther)).rejects.toMatchObject({ code: 401, subcode: 30 });
    await test.call("users.create", { id: ada.user, company: COMPANY_ID, name: "Another" }, { as: test.root });
    await expect(real(own)).rejects.toMatchObject({ code: 401, subcode: 30 });
  });

  it("is for root and not for oneself; an id is taken once", async () => {
    const ada = await person();
    await expect(test.call("users.delete", { user: ada.user }, { as: await person("admin") })).rejects.toMatchObject({
      code: 403,
    });
    await expect(test.call("users.delete", { user: test.root.user }, { as: test.root })).rejects.toMatchObject({
      subcode: 300,
    });
    await expect(test.call("users.delete", { user: newId() }, { as: test.root })).rejects.toMatchObject({
      subcode: 301,
    });
    const create = (body: object) =>
      test.call("users.create", { id: ada.user, company: COMPANY_ID, name: "x", ...body }, { as: test.root });
    await expect(create({})).rejects.toMatchObject({ code: 400, subcode: 302 });
    await expect(create({ id: newId(), company: "none" })).rejects.toMatchObject({ code: 400, subcode: 10 });
    await expect(create({ id: "" })).rejects.toMatchObject({ code: 400, subcode: 12 });
  });
});

describe("accounts", () => {
  const create = (as: Identity, body: object) =>
    test.call<Made>("users.create_account", { username: `name ${newId()}`, role: "user", ...body }, { as });

  it("log in with the name and the password that was chosen or made up", async () => {
    const admin = await person("admin");
    const username = `Grace ${newId()}`;
    const { id, password } = await create(admin, { username, email: "" });
    expect(await real(basic(username, password ?? ""))).toMatchObject({ user: id, user_name: username, role: "user" });
    await expect(create(admin, { username })).rejects.toMatchObject({ code: 400, subcode: 801 });
    expect(await create(admin, { password: "chosen by me" })).toEqual({ id: expect.any(String) });
    for (const wrong of [{ username: "a:b" }, { username: " " }, { password: "short" }, { role: "system" }])
      await expect(create(admin, wrong)).rejects.toMatchObject({ code: 400, subcode: 12 });
  });

  it("are listed for those who manage them, with roles and without secrets", async () => {
    const admin = await person("admin");
    const username = `listed ${newId()}`;
    const { id } = await create(admin, { username, role: "annotator" });
    const { accounts } = await test.call<{ accounts: { id: string }[] }>("users.get_accounts", {}, { as: admin });
    const row = accounts.find((account) => account.id === id);
    expect(row).toMatchObject({
      username,
      name: username,
      role: "annotator",
      disabled: false,
      api_keys: 0,
      last_used: null,
    });
    expect(JSON.stringify(row)).not.toMatch(/password|scrypt/);
    await expect(test.call("users.get_accounts")).rejects.toMatchObject({ code: 403, subcode: 20 });
  });

  it("can be shut, which ends their tokens at once, and opened again", async () => {
    const username = `shut ${newId()}`;
    const { id, password = "" } = await create(test.root, { username });
    const identity = (await real(basic(username, password))) as Identity;
    const { token } = await test.call<{ token: string }>("auth.login", {}, { as: identity });
    const edit = (disabled: boolean) => test.call("users.edit_account", { user: id, disabled }, { as: test.root });
    expect(await edit(true)).toEqual({ updated: 1, fields: { disabled: true } });
    await expect(real(`Bearer ${token}`)).rejects.toMatchObject({ code: 401, subcode: 31 });
    await expect(real(basic(username, password))).rejects.toMatchObject({ code: 401, subcode: 31 });
    await edit(false);
    await expect(real(`Bearer ${token}`)).rejects.toMatchObject({ code: 401, subcode: 30 });
    expect(await real(basic(username, password))).toMatchObject({ user: id });
  });

  it("get another password, which ends what stood on the old one", async () => {
    const username = `reset ${newId()}`;
    const { id, password: old = "" } = await create(test.root, { username });
    const { token } = await test.call<{ token: string }>(
      "auth.login",
      {},
      {
        as: (await real(basic(username, old))) as Identity,
      },
    );
    const { password = "" } = await test.call<Made>("users.reset_password", { user: id }, { as: test.root });
    expect(await real(basic(username, password))).toMatchObject({ user: id });
    await expect(real(basic(username, old))).rejects.toMatchObject({ code: 401, subcode: 22 });
    await expect(real(`Bearer ${token}`)).rejects.toMatchObject({ code: 401, subcode: 30 });
    const chosen = { user: id, password: "chosen by root" };
    expect(await test.call("users.reset_password", chosen, { as: test.root })).toEqual({});
    expect(await real(basic(username, "chosen by root"))).toMatchObject({ user: id });
  });

  it("take no harm from junk in any field, nor do those who ask for them", async () => {
    const { id } = await create(test.root, {});
    const fields = {
      "users.create_account": { username: "junk", role: "user", name: "x", email: "x", password: "long enough" },
      "users.edit_account": { user: id, username: "junk", name: "x", email: "x", role: "user", disabled: false },
      "users.reset_password": { user: id, password: "long enough" },
      "auth.change_password": { current_password: "x", new_password: "long enough" },
    };
    const junk = [null, -1, 1e300, "", "\u0000", "\ud800", "x".repeat(5000), [], {}, { $gt: "" }];
    for (const [name, good] of Object.entries(fields)) {
      for (const field of Object.keys(good)) {
        for (const value of junk) {
          const outcome = await test.call(name, { ...good, [field]: value }, { as: test.root }).catch((error) => error);
          if (outcome instanceof Error)
            expect([name, field, value, outcome]).toMatchObject([name, field, value, { code: 400 }]);
        }
      }
    }
  });

  it("above an administrator are out of reach, and nobody shuts, demotes or resets the own", async () => {
    const [admin, root] = [await person("admin"), await person("root")];
    const forbidden = { code: 403, subcode: 21 };
    for (const change of [{ disabled: true }, { role: "user" }, { name: "x" }])
      await expect(
        test.call("users.edit_account", { user: root.user, ...change }, { as: admin }),
      ).rejects.toMatchObject(forbidden);
    await expect(test.call("users.reset_password", { user: root.user }, { as: admin })).rejects.toMatchObject(
      forbidden,
    );
    await expect(create(admin, { role: "root" })).rejects.toMatchObject(forbidden);
    const ada = await person();
    await expect(
      test.call("users.edit_account", { user: ada.user, role: "root" }, { as: admin }),
    ).rejects.toMatchObject(forbidden);
    expect(await test.call("users.edit_account", { user: ada.user, role: "root" }, { as: root })).toMatchObject({
      updated: 1,
    });
    for (const change of [{ disabled: true }, { role: "user" }])
      await expect(test.call("users.edit_account", { user: root.user, ...change }, { as: root })).rejects.toMatchObject(
        { subcode: 300 },
      );
    await expect(test.call("users.reset_password", { user: root.user }, { as: root })).rejects.toMatchObject({
      subcode: 300,
    });
    const own = { user: root.user, name: "Renamed", username: `root ${newId()}` };
    expect(await test.call("users.edit_account", own, { as: root })).toMatchObject({ updated: 1 });
  });
});
