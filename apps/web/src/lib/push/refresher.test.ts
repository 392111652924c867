import type { Topic } from "@limpid/core/platform/changes/schema";
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Refresher } from "./refresher";

let client: QueryClient;
let refresher: Refresher;

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient();
  refresher = new Refresher(client);
});
afterEach(() => {
  refresher.stop();
  client.clear();
  vi.useRealTimers();
});

/** A query on the screen that takes `ms` to read. */
async function show(watch: readonly Topic[], { ms = 0, gap }: { ms?: number; gap?: number } = {}) {
  const query = { reads: 0, leave: () => {} };
  const observer = new QueryObserver(client, {
    queryKey: [...watch],
    queryFn: async () => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return ++query.reads;
    },
    meta: { watch, gap },
  });
  query.leave = observer.subscribe(() => {});
  await vi.advanceTimersByTimeAsync(ms + 1);
  query.reads = 0;
  return query;
}

it("reads what watches the topic, at once, and nothing else", async () => {
  const [log, other] = [await show(["log:a", "task:a"]), await show(["log:b"])];
  expect(refresher.topics()).toEqual(["log:a", "log:b", "task:a"]);
  refresher.changed({ "log:a": "soon" });
  await vi.advanceTimersByTimeAsync(1);
  expect([log.reads, other.reads]).toEqual([1, 0]);
});

it("gathers what changes all the time, and leaves nothing out", async () => {
  const log = await show(["log:a"]);
  for (let round = 0; round < 50; round++) {
    refresher.changed({ "log:a": "soon" });
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(log.reads).toBeLessThanOrEqual(6);
  await vi.advanceTimersByTimeAsync(2_000);
  const before = log.reads;
  refresher.changed({ "log:a": "soon" });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(log.reads).toBe(before + 1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(log.reads).toBe(before + 1);
});

it("does not let people wait for a status because of that", async () => {
  const run = await show(["task:a"]);
  refresher.changed({ "task:a": "soon" });
  await vi.advanceTimersByTimeAsync(300);
  refresher.changed({ "task:a": "soon" });
  refresher.changed({ "task:a": "now" });
  await vi.advanceTimersByTimeAsync(1);
  expect(run.reads).toBe(2);
});

it("reads again what was being read when it changed", async () => {
  const slow = await show(["task:a"], { ms: 1_000 });
  refresher.changed({ "task:a": "now" });
  await vi.advanceTimersByTimeAsync(400);
  refresher.changed({ "task:a": "now" });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(slow.reads).toBe(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(slow.reads).toBe(2);
});

it("asks a slow server less often", async () => {
  const slow = await show(["scalar:a"], { ms: 2_000 });
  for (let second = 0; second < 60; second++) {
    refresher.changed({ "scalar:a": "soon" });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(slow.reads).toBeGreaterThan(4);
  expect(slow.reads).toBeLessThan(10);
});

it("reads all that is on the screen when anything may have changed, and what was left when it is next", async () => {
  const [log, left] = [await show(["log:a"]), await show(["task"])];
  left.leave();
  expect(refresher.topics()).toEqual(["log:a"]);
  refresher.everything();
  await vi.advanceTimersByTimeAsync(1);
  expect([log.reads, left.reads]).toEqual([1, 0]);
  expect(client.getQueryState(["task"])?.isInvalidated).toBe(true);
});
