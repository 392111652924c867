import { Prisma } from "@limpid/db";
import { createTestDatabase, type TestDatabase } from "@limpid/db/testing";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createApp } from "../../app";
import { createCredential } from "../../auth/credentials";
import { openSession, revokeSessions } from "../../auth/sessions";
import { bootstrap } from "../../server/bootstrap";
import type { App } from "../context";
import { ANONYMOUS } from "../identity";
import { COMPANY_ID, newId, PUBLIC_COMPANY } from "../ids";
import type { ChangesMessage, Topic } from "./schema";
import { subscribe } from "./subscription";

const settings = {
  token_secret: "a secret for tests only, made of forty characters",
  web_url: "http://web.test",
  api_url: "http://api.test",
  files_url: "http://files.test",
  server_version: "0.0.0-test",
  check_responses: true,
  task_timeout_sec: 7200,
};

type Running = App & { close: () => Promise<void> };

let database: TestDatabase;
/** One process writes, as the API does; the other pushes, as the web does. */
let writer: Running;
let web: Running;
let now = new Date();
let cookie = "";
const task = newId();

async function start(): Promise<Running> {
  const jobs = {
    add: async () => {},
    addWithin: async () => {},
    figures: async () => ({ waiting: 0, failed: 0, last_finished: null }),
    close: async () => {},
  };
  const log = pino({ level: "silent" });
  return createApp({ database_url: database.url, pool_size: 3, log, jobs, settings, now: () => now });
}

beforeAll(async () => {
  database = await createTestDatabase();
  await bootstrap(database.db, { admin_username: "founder", token_secret: settings.token_secret });
  await database.db.project.create({
    data: { id: "project", name: "project", basename: "project", user: "u", company: COMPANY_ID, created: now },
  });
  await insertTask(database.db, task, "project");
  [writer, web] = await Promise.all([start(), start()]);
});
afterAll(async () => {
  await Promise.all([writer.close(), web.close()]);
  await database.close();
});
beforeEach(async () => {
  now = new Date();
  cookie = (await login()).token;
});

const insertTask = (db: App["db"], id: string, project: string | null, company = COMPANY_ID) =>
  db.task.create({
    data: { id, company, user: "u", name: "run", type: "training", status: "created", created: now, project },
  });

/** Opens a session of a person of the test's own. */
async function login(more: { expiration_sec?: number; access_key?: string; user?: string } = {}) {
  const id = more.user ?? newId();
  const person = { user: id, company: COMPANY_ID, role: "user", user_name: "Ada", company_name: "" } as const;
  if (!more.user)
    await database.db.user.create({ data: { id, company: COMPANY_ID, name: "Ada", role: "user", created: now } });
  const opener = { ...ANONYMOUS, access_key: more.access_key };
  const { token } = await openSession(database.db, settings, opener, person, {
    expiration_sec: more.expiration_sec,
    now,
  });
  return { token, user: id };
}

/** An open page: reads its messages one by one. */
class Page {
  readonly #ending = new AbortController();
  readonly #messages: ReturnType<typeof subscribe>;
  position = "";

  constructor(topics: Topic[], options: { since?: string; token?: string; app?: App } = {}) {
    const who = { presented: { cookie: options.token ?? cookie }, caller: { address: "192.0.2.1" } };
    this.#messages = subscribe(options.app ?? web, who, { topics, lastEventId: options.since }, this.#ending.signal);
  }

  async next(): Promise<ChangesMessage> {
    const { value, done } = await this.#messages.next();
    if (done || !value) throw new Error("the subscription has ended");
    this.position = value[0];
    return value[1];
  }

  /** Reads until a message of that type. */
  async until<Type extends ChangesMessage["type"]>(type: Type): Promise<Extract<ChangesMessage, { type: Type }>> {
    for (;;) {
      const message = await this.next();
      if (message.type === type) return message as Extract<ChangesMessage, { type: Type }>;
    }
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#messages.return(undefined);
  }
}

/** A page that hears everything from now on: the announcements of processes that have just started are over. */
async function openPage(topics: Topic[], options: { token?: string } = {}): Promise<Page> {
  const marker = newId();
  const page = new Page([`worker:${marker}`, ...topics], options);
  for (;;) {
    const message = await page.next();
    if (message.type === "lost") continue;
    writer.changes.tell([{ kind: "worker", pace: "now", company: COMPANY_ID, id: marker, projects: [] }]);
    if ((await page.next()).type === "changes") return page;
  }
}

const changeStatus = (id: string, status: string) => writer.db.task.update({ where: { id }, data: { status } });

describe("a change in one process", () => {
  it("reaches a page of another that watches the task, its project, or all tasks", async () => {
    const page = await openPage([`task:${task}`, "task@project", "task", "task:another", "model"]);
    await changeStatus(task, "queued");
    expect(await page.next()).toEqual({
      type: "changes",
      topics: { [`task:${task}`]: "now", "task@project": "now", task: "now" },
    });
    await page.close();
  });

  it("is what the page of another company never hears of, unless it is public", async () => {
    const page = await openPage(["task", "task:foreign"]);
    await insertTask(writer.db, "foreign", null, "d".repeat(32));
    await insertTask(writer.db, "everybodys", null, PUBLIC_COMPANY);
    expect(await page.next()).toEqual({ type: "changes", topics: { task: "now" } });
    await page.close();
  });

  it("of a task in the middle of many others is told once", async () => {
    const page = await openPage([`log:${task}`, `events:${task}`]);
    for (let count = 0; count < 1_000; count++)
      writer.changes.tell([{ kind: "log", pace: "soon", company: COMPANY_ID, id: task, projects: [] }]);
    await changeStatus(task, "created");
    expect(await page.next()).toEqual({
      type: "changes",
      topics: { [`log:${task}`]: "soon", [`events:${task}`]: "soon" },
    });
    await page.close();
  });
});

describe("a page that comes back", () => {
  it("is told what it missed", async () => {
    const page = await openPage([`task:${task}`]);
    const { position } = page;
    await page.close();
    await changeStatus(task, "queued");
    const other = await openPage([]);
    await other.close();
    const again = new Page([`task:${task}`], { since: position });
    expect(await again.next()).toEqual({ type: "ready" });
    expect(await again.next()).toEqual({ type: "changes", topics: { [`task:${task}`]: "now" } });
    await again.close();
  });

  it.each(["nobody.1", `${newId()}.0`, "", "x"])(
    "must look at everything again when its position %j is not known",
    async (since) => {
      await (await openPage([])).close();
      const page = new Page(["task"], { since });
      expect(await page.next()).toEqual({ type: since === "" ? "ready" : "resync" });
      await page.close();
    },
  );

  it("must look at everything again when a newer position of the epoch is claimed than there is", async () => {
    const page = await openPage([]);
    const [epoch] = page.position.split(".");
    await page.close();
    const again = new Page(["task"], { since: `${epoch}.999999` });
    expect(await again.next()).toEqual({ type: "resync" });
    await again.close();
  });
});

describe("faults", () => {
  it("the listener's connection is killed: the page is told so, then to look at everything again, then of changes as before", async () => {
    const page = await openPage([`task:${task}`]);
    await database.db.$queryRaw(Prisma.sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'limpid_changes'`);
    await page.until("resync");
    await changeStatus(task, "in_progress");
    expect((await page.until("changes")).topics).toEqual({ [`task:${task}`]: "now" });
    await page.close();
  });

  it("a process was killed before it told: the one that takes its place has everything looked at again", async () => {
    const page = await openPage([]);
    const successor = await start();
    expect(await page.next()).toEqual({ type: "resync" });
    await page.close();
    await successor.close();
  });

  it("too many changes to name: everything is looked at again", async () => {
    const page = await openPage(["task"]);
    writer.changes.tellLines(null);
    expect(await page.next()).toEqual({ type: "resync" });
    await page.close();
  });

  it("a page that does not read holds no more than its topics", async () => {
    const page = await openPage(["task", `task:${task}`]);
    for (let round = 0; round < 200; round++) {
      const changes = Array.from({ length: 20 }, (_, index) => ({
        kind: "task" as const,
        pace: "soon" as const,
        company: COMPANY_ID,
        id: `${round}-${index}`,
        projects: [],
      }));
      writer.changes.tell(changes);
    }
    const other = await openPage([]);
    await other.close();
    expect(await page.next()).toEqual({ type: "changes", topics: { task: "soon" } });
    await page.close();
  });
});

describe("who may listen", () => {
  it("nobody without a session", async () => {
    await expect(new Page(["task"], { token: "" }).next()).rejects.toMatchObject({ code: 401, subcode: 20 });
    await expect(new Page(["task"], { token: "a.b.c" }).next()).rejects.toMatchObject({ code: 401 });
  });

  it("not after the session has ended", async () => {
    const page = await openPage(["task"]);
    const [, payload = ""] = cookie.split(".");
    const { session_id } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { session_id: string };
    await writer.db.$transaction((tx) => revokeSessions(tx, { id: session_id }, now));
    await expect(page.next()).rejects.toMatchObject({ code: 401, subcode: 30 });
  });

  it("not after the key that it stands on is deleted", async () => {
    const owner = await login();
    const key = await createCredential(
      database.db,
      settings.token_secret,
      { user: owner.user, company: COMPANY_ID },
      now,
    );
    const { token } = await login({ user: owner.user, access_key: key.access_key });
    const page = await openPage(["task"], { token });
    await writer.db.credential.delete({ where: { access_key: key.access_key } });
    await expect(page.next()).rejects.toMatchObject({ code: 401 });
  });

  it("not after the account has been shut, or has another role", async () => {
    const shut = await login();
    const page = await openPage(["task"], { token: shut.token });
    await writer.db.user.update({ where: { id: shut.user }, data: { disabled_at: now } });
    await expect(page.next()).rejects.toMatchObject({ code: 401, subcode: 31 });
    const raised = await login();
    const second = await openPage(["task"], { token: raised.token });
    await writer.db.user.update({ where: { id: raised.user }, data: { role: "admin" } });
    await expect(second.next()).rejects.toMatchObject({ code: 401 });
  });

  it("not after the session's time is over", async () => {
    const { token } = await login({ expiration_sec: 2 });
    const page = await openPage(["task"], { token });
    const ended = page.next();
    now = new Date(now.getTime() + 3_000);
    writer.changes.tell([{ kind: "access", pace: "now", company: COMPANY_ID, id: "", projects: [] }]);
    await expect(ended).rejects.toMatchObject({ code: 401 });
  });

  it("twenty pages of one session at the same time, and another one when one of them is closed", async () => {
    const pages = [];
    for (let count = 0; count < 20; count++) pages.push(await openPage([]));
    const one = new Page([]);
    await expect(one.next()).rejects.toMatchObject({ code: 429, subcode: 1 });
    const { token } = await login();
    await (await openPage([], { token })).close();
    await pages.pop()?.close();
    pages.push(await openPage([]));
    await Promise.all(pages.map((page) => page.close()));
  });
});
