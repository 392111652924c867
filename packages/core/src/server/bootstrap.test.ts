import { createTestDatabase, type TestDatabase } from "@limpid/db/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { secretMatches } from "../auth/credentials";
import { verifyPassword } from "../auth/passwords";
import { COMPANY_ID } from "../platform/ids";
import { bootstrap } from "./bootstrap";

const token_secret = "a secret for tests only, made of forty characters";
let test_db: TestDatabase;

beforeEach(async () => {
  test_db = await createTestDatabase();
});

afterEach(async () => {
  await test_db.close();
});

test("a fresh database gets company, root account, key, default queue and uuid", async () => {
  const { db } = test_db;
  const made = await bootstrap(db, { admin_username: "admin", token_secret });
  expect(made.created).toBe(true);
  const user = await db.user.findUniqueOrThrow({ where: { id: made.user_id } });
  expect(user).toMatchObject({ username: "admin", role: "root", company: COMPANY_ID, is_internal: false });
  expect(await verifyPassword(made.admin_password ?? "", user.password_hash ?? "")).toBe(true);
  const key = await db.credential.findUniqueOrThrow({ where: { access_key: made.access_key ?? "" } });
  expect(key.user).toBe(user.id);
  expect(secretMatches(token_secret, made.secret_key ?? "", key.secret_hash)).toBe(true);
  expect(await db.queue.findMany()).toMatchObject([{ name: "default", company: COMPANY_ID, system_tags: ["default"] }]);
  expect((await db.setting.findUniqueOrThrow({ where: { key: "server.uuid" } })).value).toMatch(/^[0-9a-f-]{36}$/);
});

test("the operator's choice is taken; a second call changes nothing and shows nothing", async () => {
  const { db } = test_db;
  const chosen = {
    admin_username: "ada",
    admin_password: "her own words",
    access_key: "KEY",
    secret_key: "secret",
    token_secret,
  };
  expect(await bootstrap(db, chosen)).toMatchObject({ created: true, access_key: "KEY", secret_key: "secret" });
  const before = await db.user.findMany();
  await db.queue.updateMany({ data: { name: "renamed" } });
  const again = await bootstrap(db, { admin_username: "eve", admin_password: "other words", token_secret });
  expect(again).toEqual({ created: false, user_id: before[0]?.id });
  expect(await db.user.findMany()).toEqual(before);
  expect(await db.credential.count()).toBe(1);
  expect(await db.queue.count()).toBe(1);
});

test("processes that start at once make one installation", async () => {
  const { db } = test_db;
  const calls = await Promise.all(
    Array.from({ length: 4 }, () => bootstrap(db, { admin_username: "admin", token_secret })),
  );
  expect(calls.filter(({ created }) => created)).toHaveLength(1);
  expect(await db.user.count()).toBe(1);
});
