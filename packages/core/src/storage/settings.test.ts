import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { COMPANY_ID } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";
import { seal, unseal } from "./seal";
import { readSettings } from "./settings";

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const SECRETS = ["top-s3cret", "bucket-s3cret", "session-t0ken", '{"private_key":"g00gle"}', "azur3-key"] as const;
const given = {
  aws: {
    key: "AKIA",
    secret: SECRETS[0],
    region: "eu-west-1",
    buckets: [
      { bucket: "/one/", host: "minio:9000", key: "k", secret: SECRETS[1], token: SECRETS[2], secure: false },
      { bucket: "without credentials" },
      { bucket: "of the machine", use_credentials_chain: true },
    ],
  },
  google: { project: "gp", credentials_json: SECRETS[3], buckets: [{ bucket: "g1" }] },
  azure: { containers: [{ account_name: "n", account_key: SECRETS[4], container_name: "c" }] },
};

const set = (body: unknown, as = test.root) => test.call("storage.set_settings", body, { as });
const get = async (as = test.root) =>
  (await test.call<{ settings: Record<string, unknown> }>("storage.get_settings", {}, { as })).settings;

it("storage.get_settings of a company that has set nothing", async () => {
  expect(await get()).toEqual({
    aws: { use_credentials_chain: false, buckets: [] },
    google: { buckets: [] },
    azure: { containers: [] },
  });
});

it("shows secrets to administrators, to others only that there are some", async () => {
  expect(await set(given)).toEqual({ updated: 1 });
  const clear = await get();
  expect(clear).toMatchObject({
    aws: {
      secret: SECRETS[0],
      buckets: [
        { bucket: "one", secret: SECRETS[1], secure: false, verify: true, multipart: true, acl: "" },
        { bucket: "of the machine" },
      ],
    },
    google: { credentials_json: SECRETS[3], buckets: [{ bucket: "g1", subdir: "" }] },
    azure: { containers: [{ account_key: SECRETS[4] }] },
    last_update: expect.any(String),
  });
  const masked = JSON.stringify(await get(test.user));
  for (const secret of SECRETS) expect(masked).not.toContain(secret);
  expect(await get(test.user)).toMatchObject({
    aws: { key: "AKIA", secret: "******", buckets: [{ host: "minio:9000", secret: "******" }, { secret: "" }] },
    google: { credentials_json: "******" },
    azure: { containers: [{ account_name: "n", account_key: "******" }] },
  });
});

it("keeps no secret in the database as it is, and survives another token secret", async () => {
  await set(given);
  const rows = await test.app.db.$queryRaw<{ text: string }[]>`
    SELECT encode(aws, 'escape') || encode(google, 'escape') || encode(azure, 'escape') AS text FROM storage_settings`;
  for (const secret of SECRETS) expect(rows[0]?.text).not.toContain(secret);
  const elsewhere = {
    ...test.app,
    settings: { ...test.app.settings, token_secret: "another secret of forty characters and more" },
  };
  expect((await readSettings(elsewhere, COMPANY_ID)).aws.secret).toBeUndefined();
});

it("replaces each provider given as a whole, and forgets those named", async () => {
  await set(given);
  await set({ aws: { region: "us-east-1" }, google: null });
  expect(await get()).toMatchObject({ aws: { region: "us-east-1", buckets: [] }, google: { project: "gp" } });
  expect((await get()).aws).not.toHaveProperty("secret");
  const reset = (body: unknown) => test.call("storage.reset_settings", body, { as: test.root });
  expect(await reset({})).toEqual({ updated: 1 });
  expect(await get()).toMatchObject({ google: { project: "gp" } });
  expect(await reset({ keys: ["google", "azure"] })).toEqual({ updated: 1 });
  expect(await get()).toMatchObject({
    aws: { region: "us-east-1" },
    google: { buckets: [] },
    azure: { containers: [] },
  });
});

it("answers 400/12 to nothing and to nonsense, 403/20 to those who may not", async () => {
  const refused = { code: 400, subcode: 12 };
  for (const body of [{}, { aws: null }, { aws: "text" }, { aws: { buckets: [{ bucket: 5 }] } }, { dropbox: {} }]) {
    await expect(set(body, test.user)).rejects.toMatchObject(refused);
  }
  await expect(test.call("storage.reset_settings", { keys: ["dropbox"] })).rejects.toMatchObject(refused);
  await expect(set(given, test.user)).rejects.toMatchObject({ code: 403, subcode: 20 });
  await expect(test.call("storage.reset_settings", { keys: ["aws"] })).rejects.toMatchObject({
    code: 403,
    subcode: 20,
  });
});

it("opens what it sealed with the same key at the same place only, and nothing that was changed", () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((key) => Buffer.from(key));
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), bytes, fc.nat(), (text, key, position) => {
      const sealed = seal(key, "here", text);
      expect(unseal(key, "here", sealed)).toBe(text);
      expect(unseal(key, "there", sealed)).toBeNull();
      expect(unseal(randomBytes(32), "here", sealed)).toBeNull();
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(position % changed.length) ^ 1, position % changed.length);
      expect(unseal(key, "here", changed)).toBeNull();
      expect(unseal(key, "here", sealed.subarray(0, position % sealed.length))).toBeNull();
    }),
  );
});
