import { afterAll, beforeAll, expect, it } from "vitest";
import { createContext, inTransaction } from "../platform/context";
import { newId } from "../platform/ids";
import { LATEST } from "../platform/version";
import { createTestApp, type TestApp } from "../testing";
import { appendEntry, removeEntries } from "./entries";
import { settleSamples } from "./samples";
import { defaultQueue, isQueueWatched, queueByName, requireQueue } from "./store";

let test: TestApp;
const context = () =>
  createContext(test.app, { identity: test.user, caller: { address: "" }, version: LATEST, callId: newId() });
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const newQueue = (name = newId()) => inTransaction(context(), (tx) => queueByName(tx, name));
const append = (queue: string, task: string) => inTransaction(context(), (tx) => appendEntry(tx, queue, task));
const tasksOf = async (queue: string) =>
  (await test.app.db.queueEntry.findMany({ where: { queue }, orderBy: { position: "asc" } })).map(({ task }) => task);

it("keeps a task once in a queue, in the order of coming, and knows the queue", async () => {
  const { id } = await newQueue();
  for (const task of ["b", "a", "c"]) await append(id, task);
  expect(await tasksOf(id)).toEqual(["b", "a", "c"]);
  await expect(append(id, "a")).rejects.toMatchObject({ subcode: 706, details: { task: "a" } });
  await expect(append(newId(), "a")).rejects.toMatchObject({ subcode: 701 });
});

it("takes tasks out of all queues of the company but one", async () => {
  const [one, two, three] = [await newQueue(), await newQueue(), await newQueue()];
  const foreign = await test.app.db.queue.create({
    data: { id: newId(), company: "another", name: "theirs", created: new Date() },
  });
  for (const queue of [one, two, foreign]) for (const task of ["x", "y"]) await append(queue.id, task);
  await append(three.id, "y");
  const touched = await inTransaction(context(), (tx) => removeEntries(tx, ["x"], { except: two.id }));
  expect(touched).toEqual([one.id]);
  expect(await Promise.all([one, two, three, foreign].map(({ id }) => tasksOf(id)))).toEqual([
    ["y"],
    ["x", "y"],
    ["y"],
    ["x", "y"],
  ]);
});

it("makes one queue of a name, whoever asks at once", async () => {
  const name = newId();
  const made = await Promise.all(Array.from({ length: 8 }, () => newQueue(`  ${name} `)));
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  expect(made[0]).toMatchObject({ name, user: test.user.user, tags: [] });
  await expect(newQueue(" ab ")).rejects.toMatchObject({ subcode: 800 });
});

it("knows the default queue only when there is exactly one", async () => {
  await expect(defaultQueue(context())).rejects.toMatchObject({ subcode: 707 });
  const data = { company: test.user.company, system_tags: ["default"], created: new Date() };
  await test.app.db.queue.create({ data: { ...data, id: newId(), name: "default" } });
  expect(await defaultQueue(context())).toMatchObject({ name: "default" });
  await test.app.db.queue.create({ data: { ...data, id: newId(), name: "another default" } });
  await expect(defaultQueue(context())).rejects.toMatchObject({ subcode: 708 });
});

it("refuses to write to a public queue, and to know a foreign one", async () => {
  const data = { name: "open to all", created: new Date() };
  const shared = await test.app.db.queue.create({ data: { ...data, id: newId(), company: "" } });
  const foreign = await test.app.db.queue.create({ data: { ...data, id: newId(), company: "another" } });
  expect(await requireQueue(context(), shared.id)).toMatchObject({ name: "open to all" });
  await expect(requireQueue(context(), shared.id, { write: true })).rejects.toMatchObject({ subcode: 701 });
  await expect(requireQueue(context(), foreign.id)).rejects.toMatchObject({ subcode: 701 });
});

it("is watched as long as a worker that listens is alive", async () => {
  const { id } = await newQueue();
  const worker = { company: test.user.company, user: test.user.user, register_time: new Date(), register_timeout: 600 };
  const listens = async (seconds: number) => {
    const expires_at = new Date(Date.now() + seconds * 1000);
    await test.app.db.worker.create({
      data: { ...worker, id: newId(), queues: [newId(), id], last_activity_time: new Date(), expires_at },
    });
    return isQueueWatched(context(), id);
  };
  expect(await isQueueWatched(context(), id)).toBe(false);
  expect(await listens(-1)).toBe(false);
  expect(await listens(60)).toBe(true);
});

it("samples the queue after changes, the last change for sure, and not once for each", async () => {
  const { id } = await newQueue();
  const tasks = Array.from({ length: 40 }, () => newId());
  await Promise.all(tasks.map((task) => append(id, task)));
  await settleSamples(context());
  const samples = await test.app.db.queueSample.findMany({ where: { queue: id }, orderBy: { id: "asc" } });
  expect(samples.at(-1)?.length).toBe(40);
  expect(samples.length).toBeLessThan(40);
  const { last_update } = await test.app.db.queue.findUniqueOrThrow({ where: { id } });
  expect(last_update).toEqual(samples.at(-1)?.time);
});

it("does not wait for a queue that changes all the time to come to rest", async () => {
  const { id } = await newQueue();
  let busy = true;
  const load = (async () => {
    while (busy) await append(id, newId());
  })();
  await settleSamples(context());
  busy = false;
  await load;
});
