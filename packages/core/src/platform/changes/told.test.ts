import { Prisma } from "@limpid/db";
import { createTestDatabase, type TestDatabase } from "@limpid/db/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Change, readChange } from "./change";

const COMPANY = "c".repeat(32);
const AT = new Date("2026-03-01T12:00:00Z");

let database: TestDatabase;
let told: Array<readonly string[] | null> = [];
beforeAll(async () => {
  database = await createTestDatabase({ onChanges: (lines) => void told.push(lines) });
  const { db } = database;
  const project = (id: string, path: string[]) => ({
    id,
    name: [...path, id].join("/"),
    basename: id,
    user: "u",
    company: COMPANY,
    created: AT,
    path,
  });
  await db.project.createMany({ data: [project("top", []), project("below", ["top"]), project("other", [])] });
  await db.queue.create({ data: { id: "queue", company: COMPANY, name: "queue", created: AT } });
  await db.task.create({ data: { ...task("run"), project: "below" } });
});
afterAll(() => database.close());
beforeEach(() => {
  told = [];
});

function task(id: string) {
  return { id, company: COMPANY, user: "u", name: id, type: "training", status: "created", created: AT };
}

/** What was told, one text a change: `task run soon [top below]`. */
function lines(): string[] {
  const show = ({ kind, id, pace, projects }: Change) =>
    [kind, id, pace, ...(projects.length > 0 ? [`[${projects.join(" ")}]`] : [])].join(" ");
  return told
    .flatMap((each) => (each ?? []).map((line) => readChange(line)))
    .map((change) => (change ? show(change) : "?"));
}

describe("the database tells the connection that changes", () => {
  it("a task's fields, soon; its status, now; with the projects it lies in", async () => {
    const { db } = database;
    await db.task.update({ where: { id: "run" }, data: { runtime: { progress: 5 } } });
    await db.task.update({ where: { id: "run" }, data: { status: "queued" } });
    expect(lines()).toEqual(["task run soon [top below]", "task run now [top below]"]);
  });

  it("a task that comes, moves and goes, on both sides of a move", async () => {
    const { db } = database;
    await db.task.create({ data: task("new") });
    await db.task.update({ where: { id: "new" }, data: { project: "other" } });
    await db.task.delete({ where: { id: "new" } });
    expect(lines()).toEqual(["task new now", "task new now", "task new now [other]", "task new now [other]"]);
  });

  it("nothing of what every batch of events writes", async () => {
    const owners = JSON.stringify([{ id: "run", model: false, iter: 3, stats: {} }]);
    await database.db.$queryRaw(Prisma.sql`SELECT count_events(${AT}::timestamptz, ${owners}::json, '[]'::json, 100)`);
    expect(told).toEqual([]);
  });

  it("models, projects, queues and what waits in them, workers and the server's own agents", async () => {
    const { db } = database;
    await db.model.create({
      data: { id: "model", company: COMPANY, user: "u", name: "m", created: AT, project: "top" },
    });
    await db.project.update({ where: { id: "below" }, data: { description: "new" } });
    await db.project.update({ where: { id: "below" }, data: { last_update: AT } });
    await db.queue.update({ where: { id: "queue" }, data: { name: "line" } });
    await db.queueEntry.create({ data: { queue: "queue", task: "run", added: AT } });
    await db.queueEntry.deleteMany({ where: { queue: "queue" } });
    const worker = {
      company: COMPANY,
      user: "u",
      id: "host:gpu0",
      register_time: AT,
      register_timeout: 600,
      last_activity_time: AT,
      expires_at: AT,
    };
    await db.worker.create({ data: worker });
    await db.worker.updateMany({ data: { last_activity_time: AT } });
    await db.worker.updateMany({ data: { task: "run" } });
    const agent = {
      company: COMPANY,
      name: "agent",
      holder: "h",
      held_until: AT,
      engine: "docker",
      state: "ready",
      slots: 1,
      running: 0,
      updated: AT,
    };
    await db.serviceAgent.create({ data: agent });
    expect(lines()).toEqual([
      "model model now [top]",
      "project below now [top below]",
      "queue queue now",
      "queue queue now",
      "queue queue now",
      "worker host:gpu0 now",
      "worker host:gpu0 soon",
      "worker host:gpu0 now",
      "worker agent now",
    ]);
  });

  it("the end of sessions, keys and passwords", async () => {
    const { db } = database;
    await db.user.create({ data: { id: "ada", company: COMPANY, name: "Ada", role: "user", created: AT } });
    await db.credential.create({
      data: { access_key: "key", user: "ada", company: COMPANY, secret_hash: Buffer.from("x"), created: AT },
    });
    await db.session.create({ data: { id: "session", user: "ada", company: COMPANY, created: AT } });
    expect(lines()).toEqual([]);
    await db.session.update({ where: { id: "session" }, data: { revoked_at: AT } });
    await db.user.update({ where: { id: "ada" }, data: { name: "Countess" } });
    expect(lines()).toEqual(["access session now"]);
    await db.user.update({ where: { id: "ada" }, data: { password_changed: AT } });
    await db.credential.delete({ where: { access_key: "key" } });
    expect(lines()).toEqual(["access session now", "access  now", "access  now"]);
  });

  it("only once the transaction has ended", async () => {
    await database.db.$transaction(async (tx) => {
      await tx.task.update({ where: { id: "run" }, data: { comment: "a" } });
      await tx.task.update({ where: { id: "run" }, data: { status: "created" } });
      expect(told).toEqual([]);
    });
    expect(lines()).toEqual(["task run soon [top below]", "task run now [top below]"]);
  });

  it("that there was too much to name", async () => {
    await database.db.$executeRaw(Prisma.sql`
      INSERT INTO tasks (id, company, "user", name, type, status, created)
      SELECT 'many' || n, ${COMPANY}, 'u', 'many', 'training', 'created', ${AT}::timestamptz FROM generate_series(1, 5001) AS n`);
    expect(told).toEqual([null]);
  });
});

/** Columns that nobody is told of, and why: batches of events write them, reports of workers, or `touchProjects` beside what changed. */
const QUIET: Readonly<Record<string, readonly string[]>> = {
  tasks: ["active_duration", "last_iteration", "last_update", "last_worker", "last_worker_report", "metric_stats"],
  models: ["last_iteration", "last_update"],
  projects: ["last_update"],
};

it.each(Object.entries(QUIET))("every column of %s is told of, but for those with a reason", async (table, quiet) => {
  const rows = await database.db.$queryRaw<Array<{ name: string; told: boolean }>>(Prisma.sql`
    SELECT a.attname AS name, a.attnum = ANY (t.tgattr::int2[]) AS told
    FROM pg_trigger AS t JOIN pg_attribute AS a ON a.attrelid = t.tgrelid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE t.tgname = ${`${table}_tell`}`);
  expect(rows.length).toBeGreaterThan(10);
  expect(
    rows
      .filter((row) => !row.told)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(quiet);
});
