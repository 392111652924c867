import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { DatabaseVersionError, type Migration, migrate } from "./migrate";
import "./testing";

let url: string;
let client: pg.Client;

beforeEach(async () => {
  const template = inject("limpidTemplateUrl");
  const name = `limpid_empty_${randomUUID().replaceAll("-", "")}`;
  const admin = new pg.Client({ connectionString: template.replace(/[^/]+$/, "postgres") });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  url = template.replace(/[^/]+$/, name);
  client = new pg.Client({ connectionString: url });
  await client.connect();
});

afterEach(async () => {
  await client.end();
});

const step = (name: string, sql: string): Migration => ({
  name,
  sql,
  checksum: createHash("sha256").update(sql).digest("hex"),
});

const tables = async () => {
  const { rows } = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
  return rows.map(({ tablename }) => tablename);
};

const one = step("1_one", "CREATE TABLE one (x int); CREATE FUNCTION f() RETURNS text LANGUAGE sql RETURN 'a;b';");
const two = step("2_two", "CREATE TABLE two (x int);");

test("applies what is missing in order, once, and notes it as Prisma does", async () => {
  expect(await migrate(url, [one])).toEqual(["1_one"]);
  expect(await migrate(url, [one, two])).toEqual(["2_two"]);
  expect(await migrate(url, [one, two])).toEqual([]);
  const { rows } = await client.query(
    "SELECT migration_name, checksum, applied_steps_count, finished_at IS NOT NULL AS done FROM _prisma_migrations ORDER BY started_at",
  );
  expect(rows).toEqual([
    { migration_name: "1_one", checksum: one.checksum, applied_steps_count: 1, done: true },
    { migration_name: "2_two", checksum: two.checksum, applied_steps_count: 1, done: true },
  ]);
});

test("processes that start at once do the work once", async () => {
  const results = await Promise.all([migrate(url, [one, two]), migrate(url, [one, two]), migrate(url, [one, two])]);
  expect(results.flat().sort()).toEqual(["1_one", "2_two"]);
});

test("a database of a newer version, or of another build, is refused and left as it is", async () => {
  await migrate(url, [one, two]);
  await expect(migrate(url, [one])).rejects.toThrow(DatabaseVersionError);
  await expect(migrate(url, [one])).rejects.toThrow("newer version of Limpid (migration 2_two)");
  await expect(migrate(url, [one, step("2_two", "CREATE TABLE other (x int)")])).rejects.toThrow("another build");
  expect(await tables()).toEqual(["_prisma_migrations", "one", "two"]);
});

test("a migration that fails leaves nothing of itself and can be tried again", async () => {
  const broken = step("2_two", "CREATE TABLE two (x int); SELECT 1/0;");
  await expect(migrate(url, [one, broken])).rejects.toThrow("migration 2_two failed: division by zero");
  expect(await tables()).toEqual(["_prisma_migrations", "one"]);
  expect(await migrate(url, [one, two])).toEqual(["2_two"]);
  const { rows } = await client.query("SELECT count(*)::int AS n FROM _prisma_migrations");
  expect(rows).toEqual([{ n: 2 }]);
});
