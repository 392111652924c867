import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createContext } from "../platform/context";
import { newId } from "../platform/ids";
import { LATEST } from "../platform/version";
import { createTestApp, type TestApp } from "../testing";
import { moveTaskToQueue } from "./endpoints/move_task_to_queue";

let test: TestApp;
let queue: string;
const TASKS = ["a", "b", "c", "d", "e"];
beforeAll(async () => {
  test = await createTestApp();
  const { company, user } = test.user;
  const task = { company, user, name: "a task", type: "training", status: "queued", created: new Date() };
  await test.app.db.task.createMany({ data: TASKS.map((id) => ({ ...task, id })) });
});
afterAll(() => test.close());
beforeEach(async () => {
  queue = (await test.call<{ id: string }>("queues.create", { name: newId() })).id;
  for (const task of TASKS) await test.call("queues.add_task", { queue, task });
});

const order = async (id = queue) =>
  (await test.app.db.queueEntry.findMany({ where: { queue: id }, orderBy: { position: "asc" } })).map(
    ({ task }) => task,
  );
const move = (where: string, task: string, rest = {}) =>
  test
    .call<{ position: number }>(`queues.move_task_${where}`, { queue, task, ...rest })
    .then(({ position }) => position);

const Move = fc.record({
  where: fc.constantFrom("forward", "backward", "to_front", "to_back"),
  task: fc.constantFrom(...TASKS),
  count: fc.option(fc.oneof(fc.integer({ min: -7, max: 7 }), fc.maxSafeInteger()), { nil: undefined }),
});

it("moves like a list, whatever the moves", async () => {
  let list = await order();
  await fc.assert(
    fc.asyncProperty(fc.array(Move, { minLength: 1, maxLength: 12 }), async (moves) => {
      for (const { where, task, count } of moves) {
        const from = list.indexOf(task);
        const steps = count ?? 1;
        const wanted = { forward: from - steps, backward: from + steps, to_front: 0, to_back: list.length }[where] ?? 0;
        const place = Math.max(0, Math.min(wanted, list.length - 1));
        list = list.toSpliced(from, 1).toSpliced(place, 0, task);
        expect(await move(where, task, { count })).toBe(place);
        expect(await order()).toEqual(list);
      }
    }),
    { numRuns: 15 },
  );
});

it("finds room between two neighbours for any number of moves, and keeps new tasks behind them", async () => {
  // each move halves the gap between the first two
  for (let round = 0; round < 50; round++) {
    const last = (await order()).at(-1) ?? "";
    await move("to_front", last);
    await move("backward", last);
  }
  const before = await order();
  await test.app.db.task.update({ where: { id: "a" }, data: { name: "renamed" } });
  await test.call("queues.remove_task", { queue, task: before[0] });
  await test.call("queues.add_task", { queue, task: before[0] });
  expect(await order()).toEqual([...before.slice(1), before[0]]);
});

it("keeps an order when tasks are moved to one place at once", async () => {
  const places = await Promise.all(TASKS.map((task) => move("to_front", task)));
  expect(places.every((place) => place === 0)).toBe(true);
  const entries = await test.app.db.queueEntry.findMany({ where: { queue } });
  expect(new Set(entries.map(({ position }) => position)).size).toBe(TASKS.length);
});

it("moves a task to another queue for the web app, where it waits last", async () => {
  const other = (await test.call<{ id: string }>("queues.create", { name: newId() })).id;
  await test.call("queues.add_task", { queue: other, task: "b" });
  const ctx = createContext(test.app, {
    identity: test.user,
    caller: { address: "" },
    version: LATEST,
    callId: newId(),
  });
  const moveToQueue = (task: string) =>
    moveTaskToQueue.handler(ctx, { queue, task, target_queue: other } as never) as Promise<unknown>;
  expect(await moveToQueue("a")).toEqual({ moved: 1 });
  expect([await order(), await order(other)]).toEqual([
    ["b", "c", "d", "e"],
    ["b", "a"],
  ]);
  expect(await test.app.db.task.findUnique({ where: { id: "a" } })).toMatchObject({
    execution_queue: other,
    status: "queued",
  });
  await expect(moveToQueue("a")).rejects.toMatchObject({ subcode: 703 });
  await expect(moveToQueue("b")).rejects.toMatchObject({ subcode: 706 });
  expect(await order()).toEqual(["b", "c", "d", "e"]);
});
