import { COMPANY_ID } from "@limpid/core/platform/ids";
import { countStorage as countKind, retain } from "@limpid/core/storage/job";
import { NO_POLICIES } from "@limpid/core/storage/policies-schema";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { countStorage } from "../src/jobs/count-storage";
import { retention } from "../src/jobs/retention";
import { listen, type Running, startApp } from "./running";

let running: Running;
beforeEach(async () => {
  running = await startApp("http://files.test:8081");
});
afterEach(() => running.close());

const owner = "0f".repeat(16);
const usage = () =>
  running.app.db.storageUsage.findMany({ select: { owner: true, kind: true, items: true, bytes: true } });
const append = () =>
  running.app.events.append({ events: [{ kind: "log", owner, timestamp: 1, metric: "", variant: "", msg: "a line" }] });

it("counts events and what the file server tells of its files", async () => {
  await append();
  const asked: unknown[] = [];
  const files = await listen((request, response) => {
    asked.push([request.method, request.url, Boolean(request.headers.authorization?.startsWith("Bearer "))]);
    response.write(`${JSON.stringify({ owner, kind: "artifacts", files: 2, bytes: 8 })}\n`);
    response.end(`${JSON.stringify({ end: true })}\n`);
  });
  await countStorage.run({ app: running.app, filesUrl: files.url }, {});
  await files.close();
  expect(asked).toEqual([["POST", "/sums", true]]);
  expect(await usage()).toEqual([
    { owner, kind: "logs", items: 1n, bytes: expect.any(BigInt) },
    { owner, kind: "artifacts", items: 2n, bytes: 8n },
  ]);
});

it("believes no count of files that broke off, and has counted the events all the same", async () => {
  await append();
  const files = await listen((_request, response) => {
    response.end(`${JSON.stringify({ owner, kind: "artifacts", files: 2, bytes: 8 })}\n`);
  });
  await expect(countStorage.run({ app: running.app, filesUrl: files.url }, {})).rejects.toThrow("broke off");
  await files.close();
  expect(await usage()).toMatchObject([{ kind: "logs" }]);
  await expect(countStorage.run({ app: running.app, filesUrl: "http://127.0.0.1:1" }, {})).rejects.toThrow();
});

it("clears away each night what the policies say, and has it counted anew", async () => {
  const add = vi.spyOn(running.app.jobs, "add");
  const tools = { app: running.app, filesUrl: "http://127.0.0.1:1" };
  expect(await retention.run(tools, {})).toBeUndefined();
  const created = new Date("2020-01-01");
  await running.app.db.task.create({
    data: { id: owner, company: COMPANY_ID, user: "u", name: "n", type: "training", status: "completed", created },
  });
  await append();
  await running.app.db.storagePolicies.create({
    data: {
      company: COMPANY_ID,
      policies: { ...NO_POLICIES, logs: { enabled: true, days: 1 } },
      changed: created,
      changed_by: "u",
    },
  });
  expect(await retention.run(tools, {})).toBe("logs: 1 events of 1 tasks");
  expect(add.mock.calls).toEqual([[countKind, {}]]);
  expect(await running.app.events.usage([owner])).toEqual([]);
  expect(await retention.run(tools, {})).toBeUndefined();
  expect(retain.payload.parse({})).toEqual({});
});
