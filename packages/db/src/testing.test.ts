import { afterAll, beforeAll, expect, test } from "vitest";
import { brokenConstraint } from "./client";
import { createTestDatabase, type TestDatabase } from "./testing";

let one: TestDatabase;
let two: TestDatabase;

beforeAll(async () => {
  one = await createTestDatabase();
  two = await createTestDatabase();
});

afterAll(async () => {
  await one.close();
  await two.close();
});

test("a test database has all tables and shares nothing with another", async () => {
  await one.db.company.create({ data: { id: "c", name: "one" } });
  expect(await one.db.company.count()).toBe(1);
  expect(await two.db.company.count()).toBe(0);
});

test("a broken unique constraint is told by its name, in raw SQL too", async () => {
  const queue = { company: "c", name: "default", created: new Date() };
  await one.db.queue.create({ data: { id: "1", ...queue } });
  const error = await one.db.queue.create({ data: { id: "2", ...queue } }).catch((e: unknown) => e);
  expect(brokenConstraint(error)).toBe("queues_company_name_key");
  const raw = one.db.$executeRaw`INSERT INTO queues (id, company, name, created) VALUES ('3', 'c', 'default', now())`;
  expect(brokenConstraint(await raw.catch((e: unknown) => e))).toBe("queues_company_name_key");
  expect(brokenConstraint(new Error("another"))).toBeUndefined();
});

test("natural_key sorts numbers by value and letters without case", async () => {
  const rows = await one.db.$queryRaw<{ name: string }[]>`
    SELECT name FROM unnest(ARRAY['run 10', 'Run 9', 'run 007', 'alpha', 'Beta', 'run 123456789012345678901234']) AS t(name)
    ORDER BY natural_key(name)`;
  expect(rows.map(({ name }) => name)).toEqual([
    "alpha",
    "Beta",
    "run 007",
    "Run 9",
    "run 10",
    "run 123456789012345678901234",
  ]);
});
