import { openEventStore } from "@limpid/event-store/open";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestApp, type TestApp } from "../testing";

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

it("an event store that is away is told as 503 with its reason, and everything else goes on", async () => {
  const { id: task } = await test.call<{ id: string }>("tasks.create", { name: "a task", type: "training" });
  const { events } = test.app;
  const away = await openEventStore({ url: "http://127.0.0.1:9", autoCompact: false });
  await away.ready();
  Object.assign(test.app, { events: away });
  const event = { task, type: "training_stats_scalar", metric: "m", variant: "v", iter: 1, value: 1 };
  const unavailable = expect.objectContaining({
    code: 503,
    message: "The event store is not available (Elasticsearch does not answer)",
  });
  await expect(test.call("events.add", event)).rejects.toEqual(unavailable);
  await expect(test.call("events.scalar_metrics_iter_histogram", { task })).rejects.toEqual(unavailable);
  expect(await test.call("tasks.get_by_id", { task })).toMatchObject({ task: { id: task } });
  Object.assign(test.app, { events });
  expect(await test.call("events.add", event)).toMatchObject({ added: 1 });
  await away.close();
});
