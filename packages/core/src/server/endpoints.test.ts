import { afterAll, beforeAll, expect, it } from "vitest";
import { Registry } from "../platform/registry";
import { createTestApp, type TestApp } from "../testing";
import { config } from "./endpoints/config";
import { server } from "./index";

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

it("server.info tells what each version knows", async () => {
  const build = { version: "0.0.0-test", build: "0.0.0-test", commit: "" };
  await test.app.db.setting.create({ data: { key: "server.uuid", value: "an id" } });
  expect(await test.call("server.info")).toEqual({ ...build, api_version: "2.34" });
  expect(await test.call("server.info", {}, { version: "2.9" })).toEqual({ ...build, uid: "an id" });
  expect(await test.call("server.info", {}, { version: "2.1" })).toEqual(build);
});

it("server.config shows settings at a path, to root, and never the token secret", async () => {
  const as = test.root;
  expect(await test.call("server.config", { path: "apiserver.auth" }, { as })).toMatchObject({
    fixed_users: { enabled: true },
  });
  expect(await test.call("server.config", { path: "hosts.api_server" }, { as })).toBe(test.app.settings.api_url);
  const everything = JSON.stringify(await test.call("server.config", {}, { as }));
  expect(everything).not.toContain(test.app.settings.token_secret);
  for (const path of ["no.such.key", "hosts.__proto__", "hosts.api_server.length", "."])
    await expect(test.call("server.config", { path }, { as })).rejects.toMatchObject({ code: 400, subcode: 16 });
  await expect(test.call("server.config")).rejects.toMatchObject({ code: 403, subcode: 20 });
});

it("server.endpoints lists every version of what may be called", () => {
  const registry = new Registry([server]);
  const { endpoints } = server.endpoints;
  const reply = endpoints.handler({ registry } as never, {} as never);
  return expect(reply).resolves.toMatchObject({
    endpoints: expect.arrayContaining([
      { name: "server.config", min_version: "1.0", auth: ["root", "system"], summary: config.summary },
      expect.objectContaining({ name: "server.info", min_version: "2.12", auth: "user" }),
      expect.objectContaining({ name: "server.info", min_version: "1.0" }),
    ]),
  });
});

it("server.get_stats counts what there is and what is new", async () => {
  const { db } = test.app;
  const task = { company: test.user.company, user: test.user.user, type: "training", name: "a task" };
  const old = new Date(Date.now() - 7200_000);
  await db.task.create({
    data: { ...task, id: "old", status: "completed", created: old, started: old, completed: new Date() },
  });
  await db.task.create({ data: { ...task, id: "new", status: "created", created: new Date() } });
  const stats = (body: object) => test.call("server.get_stats", body, { as: test.root });
  expect(await stats({})).toMatchObject({
    users: 2,
    tasks: { total: 2, by_status: { completed: 1, created: 1 } },
    lately: { tasks_created: 1, tasks_started: 0, tasks_completed: 1, models_created: 0 },
  });
  expect(await stats({ interval: 10_000 })).toMatchObject({ lately: { tasks_created: 2, tasks_started: 1 } });
  await expect(stats({ interval: 0 })).rejects.toMatchObject({ code: 400, subcode: 12 });
});

it("server.report_stats_option cannot be switched on", async () => {
  expect(await test.call("server.report_stats_option", { enabled: true })).toMatchObject({
    supported: false,
    enabled: false,
  });
});
