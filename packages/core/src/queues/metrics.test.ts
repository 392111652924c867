import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";

let now = new Date("2026-03-01T12:00:00Z");
let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ now: () => now });
});
afterAll(() => test.close());

const seconds = (text: string) => new Date(text).getTime() / 1000;
interface Metrics {
  queues: { queue: string; dates: number[]; avg_waiting_times: number[]; queue_lengths: number[] }[];
}
const metrics = async (body: Record<string, unknown>) =>
  (await test.call<Metrics>("queues.get_queue_metrics", body)).queues;

it("reports means by interval, of what happened and, when asked, of now", async () => {
  const queue = (await test.call<{ id: string }>("queues.create", { name: "measured" })).id;
  const { company, user } = test.user;
  const task = { company, user, name: "a task", type: "training", status: "queued", created: now };
  const period = { from_date: seconds("2026-03-01T12:00:00Z"), to_date: seconds("2026-03-01T14:00:00Z") };
  const read = (interval: number) => metrics({ ...period, interval, queue_ids: [queue] });
  expect(await read(3600)).toEqual([]);

  const add = async () => {
    const id = newId();
    await test.app.db.task.create({ data: { ...task, id } });
    await test.call("queues.add_task", { queue, task: id });
    await read(60); // each change is sampled before the next
  };
  await add(); // length 1, waited 0 s
  now = new Date("2026-03-01T12:10:00Z");
  await add(); // length 2, waited 600 s and 0 s
  now = new Date("2026-03-01T13:00:00Z");
  await test.call("queues.get_next_task", { queue }); // length 1, waited 3000 s

  const [hour, nextHour] = [Date.parse("2026-03-01T12:00:00Z"), Date.parse("2026-03-01T13:00:00Z")];
  expect(await read(3600)).toEqual([
    { queue, dates: [hour, nextHour], avg_waiting_times: [150, 3000], queue_lengths: [1.5, 1] },
  ]);
  expect((await read(600))[0]?.dates).toEqual([hour, hour + 600_000, nextHour]);

  now = new Date("2026-03-01T13:30:00Z");
  const { last_update } = await test.app.db.queue.findUniqueOrThrow({ where: { id: queue } });
  const [refreshed] = await metrics({ ...period, interval: 3600, queue_ids: [queue], refresh: true });
  expect(refreshed).toMatchObject({ avg_waiting_times: [150, (3000 + 4800) / 2], queue_lengths: [1.5, 1] });
  expect(last_update).toEqual(new Date("2026-03-01T13:00:00Z"));
});

it("takes dates as far as they go, and no period that ends before it begins", async () => {
  expect(await metrics({ from_date: 0, to_date: 8.64e12, interval: 2 ** 52, queue_ids: [newId()] })).toEqual([]);
  await expect(metrics({ from_date: 5, to_date: 5, interval: 1 })).rejects.toMatchObject({ code: 400, subcode: 16 });
  await expect(metrics({ from_date: 5, to_date: 1e300, interval: 1 })).rejects.toMatchObject({ subcode: 12 });
});
