import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

async function task(company = t.user.company): Promise<string> {
  const id = newId();
  await t.app.db.task.create({
    data: {
      id,
      company,
      user: t.user.user,
      name: `run ${id}`,
      type: "training",
      status: "in_progress",
      created: new Date(),
    },
  });
  return id;
}
const logged = async (messages: readonly string[]): Promise<string> => {
  const id = await task();
  const lines = messages.map((msg, index) => ({ type: "log", task: id, msg, level: "INFO", timestamp: 1000 + index }));
  await t.call("events.add_batch", lines);
  return id;
};

interface Page {
  readonly hits: { readonly number: number; readonly cursor: string }[];
}
const search = (body: object) => t.call<Page>("events.search_log", body);

it("finds lines of the whole log, the next and the previous one from each, and counts them", async () => {
  const id = await logged(["start\n\u001b[31mloss\u001b[0m: 1", "Loss: 2\n", "end\nloss: 3\nbye"]);
  const first = await search({ task: id, pattern: "loss: [12]", regex: true, count: true, context: 1 });
  expect(first).toMatchObject({
    hits: [{ number: 2, timestamp: 1000, level: "INFO", text: "loss: 1", before: ["start"], after: ["Loss: 2"] }],
    ...{ found: 2, searched: 6, lines: 6, complete: true, next: null },
  });
  const after = first.hits[0]?.cursor;
  const next = await search({ task: id, pattern: "loss", after });
  expect(next).toMatchObject({ hits: [{ number: 3 }], found: 1 });
  expect(await search({ task: id, pattern: "loss", after: next.hits[0]?.cursor, direction: "desc" })).toMatchObject({
    hits: [{ number: 2 }],
  });
  expect(await search({ task: id, pattern: "loss", match_case: true, limit: 9 })).toMatchObject({ found: 2 });
  expect(await search({ task: id, pattern: "loss", level: "ERROR" })).toMatchObject({ found: 0, lines: 6 });
});

it("says what is wrong with a pattern or a cursor", async () => {
  const id = await logged(["x".repeat(50), `${"a".repeat(100)}b`]);
  await expect(search({ task: id, pattern: "a(b", regex: true })).rejects.toMatchObject({
    ...{ code: 400, subcode: 21 },
    message: "Invalid regex error (the pattern is no regular expression: Unterminated group)",
  });
  await expect(search({ task: id, pattern: "^(a+)+$", regex: true })).rejects.toMatchObject({
    ...{ code: 400, subcode: 21, message: expect.stringContaining("takes too long") },
  });
  await expect(search({ task: id, pattern: "" })).rejects.toMatchObject({ code: 400, subcode: 12 });
  await expect(search({ task: id, pattern: "x".repeat(1001) })).rejects.toMatchObject({ code: 400, subcode: 12 });
  await expect(search({ task: id, pattern: "x", limit: 100_000 })).rejects.toMatchObject({ code: 400, subcode: 12 });
  await expect(search({ task: id, pattern: "x", after: "junk" })).rejects.toMatchObject({ code: 400, subcode: 1104 });
});

it("looks into logs that the caller may see only", async () => {
  const { id: company } = await t.app.db.company.create({ data: { id: newId(), name: "another" } });
  await expect(search({ task: await task(company), pattern: "x" })).rejects.toMatchObject({ code: 400, subcode: 101 });
  await expect(search({ task: newId(), pattern: "x" })).rejects.toMatchObject({ code: 400, subcode: 101 });
});
