// The agent as a whole, on the engine of processes: what becomes of runs, whatever happens to their tasks, their queue and the agent.
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serviceContext } from "@limpid/core/auth/service";
import { COMPANY_ID } from "@limpid/core/platform/ids";
import { createTestApp, type TestApp } from "@limpid/core/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NO_OPTIONS } from "../src/launcher/options";
import { ProcessLauncher } from "../src/launcher/process/engine";
import { ServicesAgent } from "../src/services/agent";
import { ServicesEnv, type ServicesSettings, servicesSettings } from "../src/services/env";
import { sweep } from "../src/services/sweep";

const NAME = "clearml-services";
const ADDRESS = "http://127.0.0.1:1";
const ADDRESSES = { chosen: {}, public: { api: ADDRESS, web: ADDRESS, files: ADDRESS }, internal: {} };
const FOREVER = "exec sleep 60";
const patient = { timeout: 30_000, interval: 50 };

let test: TestApp;
let folder: string;
let agents: ServicesAgent[];
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "limpid-runs-"));
  agents = [];
});
afterEach(async () => {
  await Promise.all(agents.map((agent) => agent.close()));
  for (const { id } of await engine().list()) await engine().remove(id);
  await rm(folder, { recursive: true, force: true });
  await test.app.db.queueEntry.deleteMany();
  await test.app.db.queue.deleteMany();
  await test.app.db.serviceRun.deleteMany();
  await test.app.db.serviceAgent.deleteMany();
});

const engine = (agent = NAME) => new ProcessLauncher({ folder, agent, path: process.env.PATH ?? "" });
const ctx = () => serviceContext(test.app, COMPANY_ID);

function settings(env: Readonly<Record<string, string>> = {}): ServicesSettings {
  const made = servicesSettings(
    ServicesEnv.parse({
      LIMPID_SERVICES_ENGINE: "process",
      LIMPID_SERVICES_FOLDER: folder,
      LIMPID_SERVICES_STOP_GRACE_SEC: "1",
      CLEARML_WORKER_ID: NAME,
      ...env,
    }),
  );
  if (!made) throw new Error("no agent is wanted");
  return made;
}

async function open(env: Readonly<Record<string, string>> = {}): Promise<ServicesAgent> {
  const agent = new ServicesAgent(test.app, engine(), settings(env), ADDRESSES);
  agents.push(agent);
  await agent.start();
  return agent;
}

/** A task whose program is this setup script: what comes after it, Python and the rest, has tests of its own. */
async function enqueue(setup: string): Promise<string> {
  const { id } = await test.call<{ id: string }>("tasks.create", {
    name: "a service",
    type: "service",
    container: { setup_shell_script: setup },
    script: { entry_point: "run.py", diff: "pass" },
  });
  await test.call("tasks.enqueue", { task: id, queue_name: "services" });
  return id;
}

const get = async (id: string) =>
  (await test.call<{ task: { status: string; status_message: string } }>("tasks.get_by_id", { task: id })).task;
const statusOf = async (id: string) => (await get(id)).status;
const consoleOf = async (task: string) =>
  (
    await test.call<{ events: { msg: string }[] }>("events.get_task_log", { task, batch_size: 5000, order: "asc" })
  ).events.map(({ msg }) => msg);
/** Tasks whose programs run at this moment, by the engine's own account. */
const running = async () => (await engine().list()).filter(({ phase }) => phase === "running").map(({ task }) => task);
const runs = (...tasks: string[]) => expect.poll(running, patient).toEqual(expect.arrayContaining(tasks));
const agentsShown = async () =>
  (
    await test.call<{ agents: { state: string; reason: string; queues: { name: string }[] }[] }>(
      "workers.get_service_agents",
    )
  ).agents;

describe("a run", () => {
  it("is ended at its time limit, and the next is taken", async () => {
    const agent = await open({ LIMPID_SERVICES_TIME_LIMIT_SEC: "2", LIMPID_SERVICES_SLOTS: "1" });
    const [endless, short] = [await enqueue(FOREVER), await enqueue("exec echo done")];
    await agent.fill();
    await expect.poll(() => statusOf(short), patient).toBe("completed");
    expect(await get(endless)).toMatchObject({
      status: "failed",
      status_message: expect.stringMatching(/^Time limit of 2 s reached\. /),
    });
    expect(await consoleOf(endless)).toEqual(expect.arrayContaining(["Time limit of 2 s reached"]));
    expect(await running()).toEqual([]);
  });

  it("ends when its task is deleted or reset; one whose task is moved runs on, and so do the others", async () => {
    const agent = await open();
    const tick = "exec sh -c 'i=0; while [ $i -lt 60 ]; do echo tick $i; i=$((i+1)); sleep 0.1; done'";
    const [deleted, reset] = [await enqueue(FOREVER), await enqueue(FOREVER)];
    const [moved, other] = [await enqueue(tick), await enqueue(tick)];
    await agent.fill();
    await runs(deleted, reset, moved, other);
    await test.call("tasks.delete", { task: deleted, force: true });
    await test.call("tasks.reset", { task: reset, force: true });
    await test.call("tasks.move", { ids: [moved], project_name: "elsewhere" });
    for (const id of [moved, other]) {
      await expect.poll(() => statusOf(id), patient).toBe("completed");
      const ticks = (await consoleOf(id)).filter((line) => line.startsWith("tick"));
      expect(ticks).toEqual(Array.from({ length: 60 }, (_, index) => `tick ${index}`));
    }
    await expect.poll(running, patient).toEqual([]);
    expect(await statusOf(reset)).toBe("created");
    expect(await consoleOf(reset)).toEqual([]);
    await expect.poll(() => test.app.db.serviceRun.count({ where: { ended: null } }), patient).toBe(0);
  });

  it("goes on under the next process when this one is stopped, with every line once", async () => {
    const agent = await open();
    const task = await enqueue("exec sh -c 'i=0; while [ $i -lt 50 ]; do echo line $i; i=$((i+1)); sleep 0.1; done'");
    await agent.fill();
    await expect.poll(() => consoleOf(task), patient).toContain("line 3");
    await agent.close();
    expect(await running()).toEqual([task]);
    expect(await agentsShown()).toMatchObject([{ state: "stopped" }]);
    await open();
    await expect.poll(() => statusOf(task), patient).toBe("completed");
    const lines = (await consoleOf(task)).filter((line) => line.startsWith("line"));
    expect(lines).toEqual(Array.from({ length: 50 }, (_, index) => `line ${index}`));
  });

  it("may write a line of 100 MB: a megabyte of it is kept, and the next line", async () => {
    const agent = await open();
    const task = await enqueue(`exec sh -c "head -c 100000000 /dev/zero | tr '\\000' x; echo; echo after"`);
    await agent.fill();
    await expect.poll(() => statusOf(task), { ...patient, timeout: 60_000 }).toBe("completed");
    const lines = await consoleOf(task);
    expect(lines).toContain("after");
    expect(lines.filter((line) => /^… the line goes on: \d+ bytes are left out$/.test(line))).toHaveLength(1);
    const kept = lines.filter((line) => line.startsWith("xx")).join("").length;
    expect(kept).toBeGreaterThanOrEqual(1024 ** 2);
    expect(kept).toBeLessThan(1.1 * 1024 ** 2);
  });
});

describe("the queue", () => {
  it("may be deleted while tasks wait: they are drafts again, what runs runs on, and a new one of that name is worked on", async () => {
    const agent = await open({ LIMPID_SERVICES_SLOTS: "1" });
    const first = await enqueue("exec sleep 3");
    await agent.fill();
    await runs(first);
    const waiting = [await enqueue(FOREVER), await enqueue(FOREVER)];
    const queue = await test.app.db.queue.findFirstOrThrow({ where: { name: "services" } });
    await test.call("queues.delete", { queue: queue.id, force: true });
    for (const id of waiting) expect(await statusOf(id)).toBe("created");
    await expect.poll(() => statusOf(first), patient).toBe("completed");
    await expect.poll(agentsShown, patient).toMatchObject([{ state: "ready", queues: [] }]);
    const again = await enqueue("exec true");
    await expect.poll(() => statusOf(again), patient).toBe("completed");
  });

  it("waits while the disk has too little room, and that is said", async () => {
    const agent = new ServicesAgent(
      test.app,
      engine(),
      { ...settings(), minFreeDisk: Number.MAX_SAFE_INTEGER },
      ADDRESSES,
    );
    agents.push(agent);
    await agent.start();
    const task = await enqueue("exec true");
    await agent.fill();
    expect(await agentsShown()).toMatchObject([
      { state: "waiting", reason: expect.stringMatching(/^only [\d.]+ \w+ are free for containers: make room$/) },
    ]);
    expect(await statusOf(task)).toBe("queued");
    expect(await running()).toEqual([]);
  });
});

describe("what runs leave behind", () => {
  /** A run that has ended, as the engine and the database have it. @returns its id. */
  async function left(ago: number, agent = NAME): Promise<string> {
    const id = randomUUID().replaceAll("-", "");
    await start(id, agent);
    const at = new Date(Date.now() - ago * 1000);
    await test.app.db.serviceRun.create({
      data: { id, company: COMPANY_ID, task: "t", agent, queue: "q", claimed: at, started: at, ended: at },
    });
    return id;
  }
  async function start(id: string, agent = NAME): Promise<void> {
    await engine(agent).start({ id, task: "t", image: "", script: "true", environment: {}, options: NO_OPTIONS });
  }
  const kept = async (...agents: string[]) =>
    (await Promise.all(agents.map((agent) => engine(agent).list()))).flat().map(({ id }) => id);
  const clean = (more: Partial<ServicesSettings> = {}) =>
    sweep(ctx(), engine(), { ...settings({ LIMPID_SERVICES_KEEP_SEC: "60" }), ...more }, test.app.log);

  it("is removed after its time, no sooner, and nobody else's", async () => {
    const [old, young, foreign] = [await left(61), await left(1), await left(61, "another")];
    await clean();
    expect(await kept(NAME, "another")).toEqual([young, foreign]);
    expect(await test.app.db.serviceRun.findUniqueOrThrow({ where: { id: old } })).toMatchObject({
      removed: expect.any(Date),
    });
  });

  it("is removed at once where room is short", async () => {
    await left(1);
    await clean({ minFreeDisk: Number.MAX_SAFE_INTEGER });
    expect(await kept(NAME)).toEqual([]);
  });

  it("is removed at the start when nobody knows of it", async () => {
    await start(randomUUID().replaceAll("-", ""));
    await start(randomUUID().replaceAll("-", ""), "another");
    await open();
    await expect.poll(() => kept(NAME), patient).toEqual([]);
    expect(await kept("another")).toHaveLength(1);
    await engine("another").remove((await kept("another"))[0] ?? "");
  });

  it("is forgotten a week after it was removed", async () => {
    const id = await left(61);
    await clean();
    await test.app.db.serviceRun.update({ where: { id }, data: { removed: new Date(Date.now() - 8 * 86_400_000) } });
    await left(61);
    await clean();
    expect(await test.app.db.serviceRun.findUnique({ where: { id } })).toBeNull();
  });
});
