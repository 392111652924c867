import { json } from "node:stream/consumers";
import { openQueue } from "@limpid/core/platform/bullmq";
import { defineJob } from "@limpid/core/platform/jobs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { fileDeletions } from "../src/jobs/file-deletions";
import { job } from "../src/jobs/job";
import { startWorker } from "../src/worker";
import { exit, listen, type Running, run, startApp } from "./running";

let running: Running;
beforeEach(async () => {
  running = await startApp("http://files.test:8081");
});
afterEach(() => running.close());

const backend = () => ({ database_url: running.database_url, log: running.app.log });
const tools = () => ({ app: running.app, filesUrl: "http://127.0.0.1:1" });

const ticking = (name: string, tick: () => Promise<void>, every = 50) =>
  job({
    kind: defineJob({ name, payload: z.object({}), attempts: 1, backoff: { type: "fixed", delay: 1000 } }),
    every,
    run: async () => {
      await tick();
      return undefined;
    },
  });

it("runs the jobs that run by themselves, again and again, and goes on after a failure", async () => {
  const ticks = { good: 0, bad: 0 };
  const worker = await startWorker(backend(), tools(), [
    ticking("good", async () => void ticks.good++),
    ticking("bad", async () => {
      ticks.bad++;
      throw new Error("as always");
    }),
  ]);
  await expect.poll(() => Math.min(ticks.good, ticks.bad), { timeout: 15_000 }).toBeGreaterThanOrEqual(3);
  await worker.close();
});

it("forgets the schedules of jobs that the catalogue has no more", async () => {
  const first = await startWorker(backend(), tools(), [
    ticking("old", async () => {}),
    ticking("kept", async () => {}),
  ]);
  await first.close();
  const second = await startWorker(backend(), tools(), [ticking("kept", async () => {})]);
  const { queue, close } = await openQueue(backend());
  expect((await queue.getJobSchedulers()).map(({ key }) => key)).toEqual(["kept"]);
  await close();
  await second.close();
});

it("finishes the job in hand before it closes", async () => {
  const order: string[] = [];
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const worker = await startWorker(backend(), tools(), [
    ticking(
      "slow",
      async () => {
        order.push("started");
        await gate;
        order.push("finished");
      },
      60_000,
    ),
  ]);
  await expect.poll(() => order, { timeout: 15_000 }).toEqual(["started"]);
  const closed = worker.close().then(() => order.push("closed"));
  // long enough for a close that does not wait
  const other = await openQueue(backend());
  await other.close();
  release();
  await closed;
  expect(order).toEqual(["started", "finished", "closed"]);
});

it("loses nothing when it is killed in the middle of a job", async () => {
  let hanging = 0;
  const silent = await listen(() => void hanging++);
  const urls = [1, 2, 3].map((index) => `${silent.url}/file ${index}`);
  await running.schedule(urls);
  const child = run("./worker-process.ts", { DATABASE_URL: running.database_url, FILES_URL: silent.url });
  await expect.poll(() => hanging, { timeout: 20_000, message: child.output }).toBe(1);
  child.kill("SIGKILL");
  expect(await exit(child)).toBe("SIGKILL");
  await silent.close();
  expect((await running.outbox()).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);

  // a minute later, on the address that the files still have
  await running.app.db.fileDeletion.updateMany({ data: { next_attempt: new Date(0) } });
  const asked: string[] = [];
  const port = Number(new URL(silent.url).port);
  const server = await listen(async (request, response) => {
    const { files } = (await json(request)) as { files: string[] };
    asked.push(...files);
    response.end(JSON.stringify({ deleted: Object.fromEntries(files.map((path) => [path, path])), errors: {} }));
  }, port);
  const app = { ...running.app, settings: { ...running.app.settings, files_url: silent.url } };
  const worker = await startWorker(backend(), { app, filesUrl: server.url }, [job({ ...fileDeletions, every: 200 })]);
  await expect.poll(running.outbox, { timeout: 15_000 }).toEqual([]);
  expect(asked.sort()).toEqual(["file 1", "file 2", "file 3"]);
  await worker.close();
  await server.close();
});
