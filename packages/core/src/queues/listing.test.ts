import { afterAll, beforeAll, expect, it } from "vitest";
import { createFindTest, type FindTest, NOW } from "../platform/find/testing";
import { newId } from "../platform/ids";
import { validate } from "../platform/invoke";
import { Version } from "../platform/version";
import { getAll } from "./endpoints/get_all";
import { getAllEx } from "./endpoints/get_all_ex";
import { getById } from "./endpoints/get_by_id";

let test: FindTest;
let queue: string;
let tasks: string[];
beforeAll(async () => {
  test = await createFindTest();
  const company = test.user.company;
  queue = newId();
  await test.db.queue.create({ data: { id: queue, company, name: "work", tags: ["fast"], created: NOW } });
  await test.db.queue.create({ data: { id: newId(), company, name: "glue", system_tags: ["k8s-glue"], created: NOW } });
  tasks = [await test.addTask({ name: "a" }), await test.addTask({ name: "b" }), await test.addTask({ name: "c" })];
  // positions are not the order of the ids
  await test.db.queueEntry.createMany({
    data: tasks.map((task, index) => ({ queue, task, added: NOW, position: BigInt(10 + index) })),
  });
  await test.db.queueMetadata.create({ data: { queue, key: "rank", type: "int", value: "4" } });
});
afterAll(() => test.close());

type Listed = { queues: { name: string; entries: { task: unknown }[]; entries_count?: number; metadata: unknown }[] };
const list = async (endpoint: typeof getAll | typeof getAllEx, body: Record<string, unknown>, version = "2.34") => {
  const ctx = { ...test.ctx, version: Version.of(version) };
  const { queues } = (await endpoint.handler(ctx, validate(endpoint, body) as never)) as Listed;
  return queues;
};

it("shows entries in the order of the queue, and only as many as are asked for", async () => {
  const shown = async (max?: number) =>
    (await list(getAll, { id: [queue], ...(max === undefined ? {} : { max_task_entries: max }) }))[0]?.entries.map(
      ({ task }) => task,
    );
  expect(await shown()).toEqual(tasks);
  expect(await shown(0)).toEqual(tasks);
  expect(await shown(2)).toEqual(tasks.slice(0, 2));
  expect(await shown(-2)).toEqual(tasks.slice(1));
  const { queue: one } = (await getById.handler(test.ctx, { queue, max_task_entries: 1 } as never)) as {
    queue: { entries: unknown };
  };
  expect(one.entries).toEqual([{ task: tasks[0], added: expect.any(String) }]);
});

it("joins names of tasks and counts what waits, whatever only_fields says", async () => {
  const [found] = await list(getAllEx, {
    id: [queue],
    max_task_entries: 1,
    count_task_entries: true,
    only_fields: ["name", "workers"],
  });
  expect(found).toMatchObject({
    name: "work",
    company: { id: test.user.company },
    entries: [{ task: { id: tasks[0], name: "a" } }],
    entries_count: 3,
    metadata: { rank: { key: "rank", type: "int", value: "4" } },
    workers: [],
  });
  const [plain] = await list(getAllEx, { id: [queue] });
  expect(plain).not.toHaveProperty("entries_count");
});

it("hides glue queues unless they are named", async () => {
  const names = async (body: Record<string, unknown>) =>
    (await list(getAll, { order_by: ["name"], ...body })).map(({ name }) => name);
  expect(await names({})).toEqual(["work"]);
  expect(await names({ name: "." })).toEqual(["glue", "work"]);
  expect(await names({ search_hidden: true })).toEqual(["glue", "work"]);
  expect(await names({ search_text: "working" })).toEqual(["work"]);
  expect(await names({ "metadata.rank.value": ["4"] })).toEqual(["work"]);
});

it("gives old clients an empty list of metadata", async () => {
  expect((await list(getAll, { id: [queue] }, "2.16"))[0]?.metadata).toEqual([]);
});
