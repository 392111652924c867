import { afterAll, beforeAll, expect, it } from "vitest";
import { inTransaction } from "./context";
import { createFindTest, type FindTest } from "./find/testing";

let test: FindTest;
beforeAll(async () => {
  test = await createFindTest();
});
afterAll(() => test.close());

const rename = (tx: FindTest["ctx"], id: string, name: string) => tx.db.task.update({ where: { id }, data: { name } });

it("runs a transaction again that the database ended for another one's sake", async () => {
  const [one, two] = [await test.addTask({ name: "one" }), await test.addTask({ name: "two" })];
  let waiting = 0;
  let runs = 0;
  let release = () => {};
  const both = new Promise<void>((resolve) => {
    release = resolve;
  });
  const crosswise = (first: string, second: string, name: string) =>
    inTransaction(test.ctx, async (tx) => {
      runs++;
      await rename(tx, first, name);
      if (++waiting === 2) release();
      await both;
      await rename(tx, second, name);
      return name;
    });
  expect(await Promise.all([crosswise(one, two, "a"), crosswise(two, one, "b")])).toEqual(["a", "b"]);
  expect(runs).toBe(3);
  const rows = await test.db.task.findMany({ where: { id: { in: [one, two] } } });
  expect(new Set(rows.map(({ name }) => name)).size).toBe(1);
});

it("runs what waits for the commit once, after it, and only then", async () => {
  const id = await test.addTask({ name: "before" });
  const seen: string[] = [];
  const note = async () => void seen.push((await test.db.task.findUniqueOrThrow({ where: { id } })).name);
  await inTransaction(test.ctx, (tx) =>
    inTransaction(tx, async (inner) => {
      inner.afterCommit(note, { awaited: true });
      await rename(inner, id, "after");
    }),
  );
  expect(seen).toEqual(["after"]);
  const failing = inTransaction(test.ctx, async (tx) => {
    tx.afterCommit(note, { awaited: true });
    throw new Error("changed my mind");
  });
  await expect(failing).rejects.toThrow("changed my mind");
  expect(seen).toEqual(["after"]);
});

it("does not let a failure after the commit fail the call", async () => {
  const result = inTransaction(test.ctx, async (tx) => {
    tx.afterCommit(() => Promise.reject(new Error("the store is away")), { awaited: true });
    return "done";
  });
  await expect(result).resolves.toBe("done");
});
