import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inTransaction } from "../platform/context";
import { createFindTest, type FindTest } from "../platform/find/testing";
import { restoreQueued, setStatus } from "./lifecycle";
import { canChange, STATUSES, type Status } from "./status";

/** The table of wire-protocol §7.3, as it stands there. */
const TABLE: Record<Status, string> = {
  created: "queued, in_progress",
  queued: "created, in_progress, stopped",
  in_progress: "stopped, failed, created, completed",
  stopped: "closed, created, failed, queued, in_progress, published, publishing, completed",
  closed: "created, failed, published, publishing, stopped",
  failed: "created, stopped, published, queued",
  completed: "published, in_progress, created",
  publishing: "published",
  published: "",
  unknown: "",
};

let test: FindTest;
let time = new Date("2026-01-02T03:04:05Z");
beforeAll(async () => {
  test = await createFindTest();
  test.ctx = { ...test.ctx, now: () => time };
});
afterAll(() => test.close());

const read = (id: string) => test.db.task.findUniqueOrThrow({ where: { id } });
const change = (id: string, status: Status, options: Parameters<typeof setStatus>[3] = {}) =>
  inTransaction(test.ctx, async (tx) => setStatus(tx, await read(id), status, options));

it("allows what the table says and nothing else", () => {
  for (const from of STATUSES) {
    for (const to of STATUSES) {
      expect(canChange(from, to), `${from} → ${to}`).toBe(from === to || TABLE[from].split(", ").includes(to));
    }
  }
  expect(canChange("constructor", "created")).toBe(false);
});

it("follows the table along any walk, and force anywhere; a refusal changes nothing", async () => {
  const step = fc.record({
    status: fc.constantFrom(...STATUSES),
    force: fc.constantFrom(true, false, null, undefined),
    reason: fc.option(
      fc.string({ maxLength: 5 }).map((text) => text.replaceAll("\0", "")),
      { nil: undefined },
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const project = await test.addProject(`p ${Math.random()}`);
      const id = await test.addTask({ name: "walker", project });
      for (const { status, force, reason } of steps) {
        time = new Date(time.getTime() + 1000);
        const before = await read(id);
        const outcome = await change(id, status, { force, reason }).catch((error) => error);
        const after = await read(id);
        if (force || TABLE[before.status as Status].split(", ").includes(status) || before.status === status) {
          const fields = { status, status_reason: reason ?? "", status_message: "", last_changed_by: test.user.user };
          const iso = time.toISOString().replace(".000Z", "+00:00");
          const dates = { status_changed: iso, last_update: iso, last_change: iso };
          expect(outcome).toEqual({ updated: 1, fields: { ...fields, ...dates } });
          expect(after).toMatchObject({ ...fields, status_changed: time, last_update: time, last_change: time });
          expect((await test.db.project.findUniqueOrThrow({ where: { id: project } })).last_update).toEqual(time);
        } else {
          expect(outcome).toMatchObject({
            code: 400,
            subcode: 110,
            details: { current_status: before.status, new_status: status },
          });
          expect(after).toEqual(before);
        }
      }
    }),
    { numRuns: 40 },
  );
});

it("shows what is set and hides what changes besides", async () => {
  const id = await test.addTask({ name: "t", completed: time, last_iteration: 5n });
  const { fields } = await change(id, "in_progress", {
    set: { started: time, execution_queue: "q", enqueue_status: null },
    also: { completed: null },
  });
  expect(fields).toMatchObject({ "execution.queue": "q", enqueue_status: null, started: expect.any(String) });
  expect(fields).not.toHaveProperty("completed");
  expect(await read(id)).toMatchObject({ completed: null, execution_queue: "q", started: time });
});

describe("at the same time", () => {
  it("has one winner among any number of callers that read the same status", async () => {
    const id = await test.addTask({ name: "t", status: "in_progress" });
    const seen = await read(id);
    const goals: Status[] = ["stopped", "failed", "completed", "created"];
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, (_, index) => {
        const goal = goals[index % goals.length] as Status;
        return inTransaction(test.ctx, (tx) => setStatus(tx, seen, goal, { reason: `caller ${index}` })).then(
          () => ({ goal, reason: `caller ${index}` }),
          (error) => error,
        );
      }),
    );
    const winners = outcomes.filter((outcome) => "goal" in outcome);
    expect(winners).toHaveLength(1);
    expect(await read(id)).toMatchObject({ status: winners[0].goal, status_reason: winners[0].reason });
    for (const loser of outcomes.filter((outcome) => !("goal" in outcome))) {
      expect(loser).toMatchObject({ code: 400, subcode: 121 });
    }
  });

  it("loses against a delete, a company that changed and a condition that does not hold", async () => {
    const [gone, moved, fresh] = await Promise.all(["gone", "moved", "fresh"].map((name) => test.addTask({ name })));
    const lost = { code: 400, subcode: 121 };
    const late = async (id: string, meanwhile: () => Promise<unknown>, options = {}) => {
      const seen = await read(id);
      await meanwhile();
      return inTransaction(test.ctx, (tx) => setStatus(tx, seen, "queued", options));
    };
    await expect(late(gone as string, () => test.db.task.delete({ where: { id: gone } }))).rejects.toMatchObject(lost);
    const publish = () => test.db.task.update({ where: { id: moved }, data: { company: "" } });
    await expect(late(moved as string, publish)).rejects.toMatchObject(lost);
    const when = { last_update: { lt: time } };
    const ping = () => test.db.task.update({ where: { id: fresh }, data: { last_update: time } });
    await expect(late(fresh as string, ping, { when })).rejects.toMatchObject(lost);
  });
});

it("gives tasks that lost their queue their former status back, and only those", async () => {
  const queued = (enqueue_status: string | null) =>
    test.addTask({ name: "q", status: "queued", enqueue_status, execution_queue: "q", status_message: "m" });
  const ids = [await queued("stopped"), await queued(null), await queued("queued")];
  const running = await test.addTask({ name: "r", status: "in_progress", execution_queue: "q" });
  await inTransaction(test.ctx, (tx) => restoreQueued(tx, [...ids, running], { reason: "gone" }));
  const rows = await Promise.all(ids.map(read));
  expect(rows.map(({ status }) => status)).toEqual(["stopped", "created", "created"]);
  for (const row of rows) {
    expect(row).toMatchObject({
      status_reason: "gone",
      status_message: "",
      execution_queue: null,
      enqueue_status: null,
    });
  }
  expect(await read(running)).toMatchObject({ status: "in_progress", execution_queue: "q" });
});
