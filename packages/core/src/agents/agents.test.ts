import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAuthenticator } from "../auth/authenticator";
import { endRunSessions, openRunSession } from "../auth/run";
import { serviceContext } from "../auth/service";
import { type Context, inTransaction } from "../platform/context";
import { COMPANY_ID } from "../platform/ids";
import { appendEntry } from "../queues/entries";
import { createTestApp, type TestApp } from "../testing";
import { claimNext, runWorker } from "./claims";
import { type AgentNote, holdAgent, releaseAgent } from "./lease";
import { finishRun, noteLaunch, openRuns, type RunRow, watchRuns } from "./runs";

const AGENT = "clearml-services";
const COMPLETED = { status: "completed", reason: "worker execution done", message: "m" } as const;

let now = new Date("2026-01-01T00:00:00Z");
let test: TestApp;
let ctx: Context;
let services: string;
let urgent: string;
beforeAll(async () => {
  test = await createTestApp({ now: () => now });
  ctx = serviceContext(test.app, COMPANY_ID);
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.app.db.queue.deleteMany();
  await test.app.db.queueEntry.deleteMany();
  await test.app.db.serviceAgent.deleteMany();
  await test.app.db.serviceRun.deleteMany();
  services = await queue("services");
  urgent = await queue("urgent");
});

const queue = async (name: string) => (await test.call<{ id: string }>("queues.create", { name })).id;
const task = async (into?: string, as = test.user) => {
  const { id } = await test.call<{ id: string }>("tasks.create", { name: "a service", type: "service" }, { as });
  if (into) await test.call("tasks.enqueue", { task: id, queue: into });
  return id;
};
const get = async (id: string) =>
  (await test.call<{ task: Record<string, unknown> }>("tasks.get_by_id", { task: id })).task;
const taken = async (id: string): Promise<RunRow> => {
  const claim = await claimNext(ctx, AGENT, [services]);
  expect(claim?.task).toBe(id);
  const [run] = (await openRuns(ctx, AGENT)).filter((one) => one.id === claim?.run);
  return run as RunRow;
};
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};

describe("taking tasks", () => {
  it("goes through the queues in their order, and each queue from its head", async () => {
    const [a, b] = [await task(services), await task(services)];
    const c = await task(urgent);
    const order = [];
    for (
      let claim = await claimNext(ctx, AGENT, [urgent, services]);
      claim;
      claim = await claimNext(ctx, AGENT, [urgent, services])
    )
      order.push(claim.task);
    expect(order).toEqual([c, a, b]);
    expect((await openRuns(ctx, AGENT)).map((run) => [run.task, run.queue])).toEqual(
      expect.arrayContaining([
        [c, urgent],
        [a, services],
        [b, services],
      ]),
    );
  });

  it("starts a task as the Python agent does", async () => {
    const id = await task(services);
    await taken(id);
    expect(await get(id)).toMatchObject({
      status: "in_progress",
      status_message: "pulled by agent",
      status_reason: "",
      last_worker: runWorker(AGENT, id),
      execution: { queue: services },
      started: expect.any(String),
    });
    await noteLaunch(ctx, { task: id, agent: AGENT });
    expect(await get(id)).toMatchObject({ status: "in_progress", status_message: "launch by agent" });
  });

  it("gives each task to one of many, agents of every kind", async () => {
    const ids = new Set<string>();
    for (let count = 0; count < 40; count++) ids.add(await task(services));
    const got: string[] = [];
    const ours = async () => {
      for (let claim = await claimNext(ctx, AGENT, [services]); claim; claim = await claimNext(ctx, AGENT, [services]))
        got.push(claim.task);
    };
    const theirs = async () => {
      for (;;) {
        const { entry } = await test.call<{ entry?: { task: string } }>("queues.get_next_task", { queue: services });
        if (!entry) return;
        got.push(entry.task);
      }
    };
    await Promise.all([ours(), ours(), ours(), theirs(), theirs()]);
    expect(got).toHaveLength(40);
    expect(new Set(got)).toEqual(ids);
  });

  it("passes over what is not to be run: published, deleted", async () => {
    const published = await task(services);
    await test.call("tasks.publish", { task: published, force: true });
    const gone = await task(services);
    await test.app.db.task.delete({ where: { id: gone } });
    const stopped = await task(services);
    await test.call("tasks.stopped", { task: stopped });
    expect((await claimNext(ctx, AGENT, [services]))?.task).toBe(stopped);
    expect(await claimNext(ctx, AGENT, [services])).toBeNull();
    expect(await get(published)).toMatchObject({ status: "published" });
    expect(await test.app.db.queueEntry.count()).toBe(0);
  });
});

describe("a run's end", () => {
  it("gives the task its status, and ends worker and tokens", async () => {
    const id = await task(services);
    const run = await taken(id);
    await finishRun(ctx, run, COMPLETED);
    expect(await get(id)).toMatchObject({
      status: "completed",
      status_reason: "worker execution done",
      status_message: "m",
      completed: expect.any(String),
    });
    expect(await openRuns(ctx, AGENT)).toEqual([]);
  });

  it("never overwrites a status that is there", async () => {
    for (const verb of ["completed", "failed", "stopped"]) {
      const id = await task(services);
      const run = await taken(id);
      await test.call(`tasks.${verb}`, { task: id, status_message: "by itself" });
      await finishRun(ctx, run, { status: "failed", reason: "r", message: "m" });
      expect(await get(id)).toMatchObject({ status: verb, status_message: "by itself" });
    }
  });

  it("leaves a task alone that was taken from it, and tells it so", async () => {
    const watch = async (run: RunRow) => (await watchRuns(ctx, AGENT, [run.id]))[0];
    const id = await task(services);
    const run = await taken(id);
    expect(await watch(run)).toMatchObject({ status: "in_progress", stop: false });
    await test.call("tasks.reset", { task: id });
    expect(await watch(run)).toMatchObject({ status: "created" });

    // another agent runs it now
    await test.call("tasks.started", { task: id });
    await test.call("workers.status_report", { worker: "another", task: id, timestamp: now.getTime() });
    expect(await watch(run)).toMatchObject({ status: null });
    await finishRun(ctx, run, COMPLETED);
    expect(await get(id)).toMatchObject({ status: "in_progress" });

    // and then we again
    await test.call("tasks.reset", { task: id });
    await test.call("tasks.enqueue", { task: id, queue: services });
    later(1);
    const second = await taken(id);
    expect(await watch(run)).toMatchObject({ status: null });
    expect(await watch(second)).toMatchObject({ status: "in_progress" });

    await test.app.db.task.delete({ where: { id } });
    expect(await watch(second)).toMatchObject({ status: null });
    await finishRun(ctx, second, COMPLETED);
    expect(await openRuns(ctx, AGENT)).toEqual([]);
  });

  it("is asked for by a stop, even when what runs writes over the message", async () => {
    const id = await task(services);
    const run = await taken(id);
    await test.call("tasks.stop", { task: id });
    expect(await get(id)).toMatchObject({ status: "in_progress", status_message: "stopping" });
    await noteLaunch(ctx, run);
    expect(await get(id)).toMatchObject({ status_message: "stopping" });
    await test.call("tasks.started", { task: id, status_message: "something else" });
    expect((await watchRuns(ctx, AGENT, [run.id]))[0]).toMatchObject({ status: "in_progress", stop: true });
  });
});

describe("the token of a run", () => {
  const authenticate = async (token: string) =>
    createAuthenticator(test.app.db, test.app.settings, () => now).authenticate(
      { authorization: `Bearer ${token}` },
      { address: "" },
    );

  it("is its owner's, but never more than an ordinary user, and makes no keys", async () => {
    const token = await openRunSession(ctx, { run: "r1", user: test.root.user });
    const identity = await authenticate(token);
    expect(identity).toMatchObject({ user: test.root.user, role: "user", run: "r1" });
    const call = (name: string, body = {}) =>
      test.call(name, body, { as: identity ?? test.user }).then(
        () => "done",
        (error: Error) => error.message,
      );
    expect(await call("auth.create_credentials")).toMatch(/^Role not allowed/);
    expect(await call("auth.revoke_credentials", { access_key: "x" })).toMatch(/^Role not allowed/);
    expect(await call("tasks.create", { name: "a step", type: "training" })).toBe("done");
  });

  it("is renewed by itself, and ends with the run whatever became of the first", async () => {
    const token = await openRunSession(ctx, { run: "r2", user: test.root.user });
    const renew = async (from: string) => {
      const as = (await authenticate(from)) ?? test.user;
      return (await test.call<{ token: string }>("auth.login", {}, { as })).token;
    };
    const third = await renew(await renew(token));
    expect(JSON.parse(Buffer.from(third.split(".")[1] ?? "", "base64url").toString()).identity.role).toBe("user");
    const { session_id } = (await authenticate(token)) ?? {};
    await test.app.db.session.delete({ where: { id: session_id ?? "" } });
    expect(await authenticate(third)).toMatchObject({ role: "user", run: "r2" });
    await endRunSessions(ctx, "r2");
    await expect(authenticate(third)).rejects.toMatchObject({ code: 401, subcode: 30 });
  });

  it("is refused for accounts that are gone or shut", async () => {
    await expect(openRunSession(ctx, { run: "r3", user: "nobody" })).rejects.toThrow(/owner is gone/);
    await test.app.db.user.update({ where: { id: test.user.user }, data: { disabled_at: now } });
    await expect(openRunSession(ctx, { run: "r3", user: test.user.user })).rejects.toThrow(/disabled/);
    await test.app.db.user.update({ where: { id: test.user.user }, data: { disabled_at: null } });
  });
});

describe("an agent", () => {
  const note = (holder: string, more: Partial<AgentNote> = {}): AgentNote => ({
    name: AGENT,
    holder,
    engine: "docker",
    state: "ready",
    reason: "Docker 26",
    queues: [services],
    slots: 8,
    running: 0,
    ...more,
  });
  const shown = () => test.call<{ agents: Record<string, unknown>[] }>("workers.get_service_agents");

  it("is one process at a time; the next takes over when it is silent or has stopped", async () => {
    expect(await holdAgent(ctx, note("a"), 10)).toBe(true);
    expect(await holdAgent(ctx, note("b"), 10)).toBe(false);
    later(5);
    expect(await holdAgent(ctx, note("a", { running: 2 }), 10)).toBe(true);
    later(9);
    expect(await holdAgent(ctx, note("b"), 10)).toBe(false);
    expect((await shown()).agents).toMatchObject([
      { name: AGENT, state: "ready", running: 2, queues: [{ name: "services" }] },
    ]);
    later(2);
    expect((await shown()).agents).toMatchObject([
      { state: "gone", reason: expect.stringContaining("does not answer") },
    ]);
    expect(await holdAgent(ctx, note("b"), 10)).toBe(true);
    expect(await holdAgent(ctx, note("a"), 10)).toBe(false);
    await releaseAgent(ctx, { name: AGENT, holder: "a" });
    expect((await shown()).agents).toMatchObject([{ state: "ready" }]);
    await releaseAgent(ctx, { name: AGENT, holder: "b" });
    expect((await shown()).agents).toMatchObject([{ state: "stopped" }]);
    expect(await holdAgent(ctx, note("c"), 10)).toBe(true);
  });

  it("is told of every task that comes into its queues, when that is committed, and of no other", async () => {
    const told = () => test.jobs.filter(({ kind }) => kind.name === "launch-task").map(({ payload }) => payload);
    test.jobs.splice(0);
    const early = await task(services);
    expect(told()).toEqual([]);
    await holdAgent(ctx, note("a"), 10);
    const [enqueued, added, elsewhere] = [await task(services), await task(), await task(urgent)];
    await test.call("queues.add_task", { queue: services, task: added });
    await test
      .call("queues.move_task_to_queue", { queue: urgent, task: elsewhere, target_queue: services })
      .catch(() => {});
    const rolledBack = inTransaction(ctx, async (tx) => {
      await appendEntry(tx, services, await task());
      throw new Error("no");
    });
    await expect(rolledBack).rejects.toThrow("no");
    const queued = await test.app.db.queueEntry.findMany({ where: { queue: services, task: { not: early } } });
    expect(told()).toEqual(expect.arrayContaining(queued.map(({ task }) => ({ queue: services, task }))));
    expect(told()).toHaveLength(queued.length);
    expect(queued.map(({ task }) => task)).toEqual(expect.arrayContaining([enqueued, added]));
  });
});
