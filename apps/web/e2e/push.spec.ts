import type { Page, Request } from "@playwright/test";
import { api, expect, server, test } from "./fixtures";

/** Counts the page's calls, the subscription aside. */
function countCalls(page: Page): () => number {
  let calls = 0;
  page.on("request", (request: Request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/trpc/") && !pathname.endsWith("/changes.subscribe")) calls++;
  });
  return () => calls;
}

/** A run of the wire, begun. */
async function begin(name: string): Promise<string> {
  const { id } = await api<{ id: string }>("tasks.create", { name, type: "training", project: await project() });
  await api("tasks.started", { task: id });
  return id;
}

async function project(): Promise<string> {
  const { projects } = await api<{ projects: { id: string }[] }>("projects.get_all", { name: "^e2e/push$" });
  return projects[0]?.id ?? (await api<{ id: string }>("projects.create", { name: "e2e/push" })).id;
}

const print = (task: string, text: string) =>
  api("events.add", { task, type: "log", level: "info", msg: `${text}\n`, timestamp: Date.now() });

/** Waits until the page is being pushed to: its subscription has answered. */
async function follow(page: Page, path: string): Promise<void> {
  const answered = page.waitForResponse((answer) => answer.url().includes("/changes.subscribe"));
  await page.goto(path);
  expect((await answered).headers()["content-type"]).toContain("text/event-stream");
}

/** Lets the page's clock pass more than the intervals at which pages ask that are not pushed to. */
async function expectSilence(page: Page, calls: () => number): Promise<void> {
  const before = calls();
  await page.clock.fastForward(20_000);
  await page.evaluate(() => fetch("/health"));
  expect(calls()).toBe(before);
}

test("console lines and the end of a run reach an open page; a page on which nothing happens asks for nothing", async ({
  member,
}) => {
  const run = await begin("pushed");
  await print(run, "first line");
  const calls = countCalls(member);
  await member.clock.install();
  await follow(member, `/projects/*/tasks/${run}/console`);
  const output = member.getByRole("region", { name: "Console output" });
  await expect(output.getByText("first line")).toBeVisible();
  await expect(member.getByRole("button", { name: "Updates: Live" })).toBeVisible();

  await expect(() => expectSilence(member, calls)).toPass();

  await print(run, "second line");
  await expect(output.getByText("second line")).toBeVisible();
  await api("tasks.completed", { task: run });
  await expect(member.locator("header [data-status=completed]").first()).toBeVisible();
});

test("a list shows new runs, a queue what waits in it", async ({ member }) => {
  await begin("there before");
  await follow(member, `/projects/${await project()}/runs`);
  await expect(member.getByRole("link", { name: "there before" })).toBeVisible();
  const added = await begin("comes later");
  await expect(member.getByRole("link", { name: "comes later" })).toBeVisible();
  await api("tasks.completed", { task: added });
  await expect(member.getByRole("row", { name: /comes later/ }).getByText("Completed")).toBeVisible();

  const { id: queue } = await api<{ id: string }>("queues.create", { name: "pushed to" });
  await follow(member, "/workers/queues");
  await expect(member.getByText("pushed to").first()).toBeVisible();
  const { id: waiting } = await api<{ id: string }>("tasks.create", { name: "stands in line", type: "training" });
  await api("tasks.enqueue", { task: waiting, queue });
  await expect(member.getByText("stands in line").first()).toBeVisible();
  await api("tasks.dequeue", { task: waiting });
  await expect(member.getByText("stands in line")).toHaveCount(0);
});

test("after the connection was cut the page catches up, with what happened meanwhile", async ({ member }) => {
  const run = await begin("cut off");
  await print(run, "before");
  await follow(member, `/projects/*/tasks/${run}/console`);
  const output = member.getByRole("region", { name: "Console output" });
  await expect(output.getByText("before")).toBeVisible();
  await member.context().setOffline(true);
  await expect(member.getByRole("button", { name: "Updates: Offline" })).toBeVisible();
  await print(run, "meanwhile");
  await api("tasks.failed", { task: run, status_reason: "out of memory" });
  await member.context().setOffline(false);
  await expect(output.getByText("meanwhile")).toBeVisible();
  await expect(member.locator("header [data-status=failed]").first()).toBeVisible();
});

test("where the stream does not get through, the page says so and asks by itself", async ({ member }) => {
  const run = await begin("no stream");
  await print(run, "before");
  await member.route("**/changes.subscribe**", (route) => route.fulfill({ status: 502, body: "Bad gateway" }));
  await member.goto(`/projects/*/tasks/${run}/console`);
  const output = member.getByRole("region", { name: "Console output" });
  await expect(output.getByText("before")).toBeVisible();
  await expect(member.getByRole("button", { name: "Updates: Polling" })).toBeVisible();
  await print(run, "afterwards");
  await expect(output.getByText("afterwards")).toBeVisible();

  // The proxy is mended: no more asking.
  await member.unroute("**/changes.subscribe**");
  await expect(member.getByRole("button", { name: "Updates: Live" })).toBeVisible({ timeout: 40_000 });
});

test("a hidden page holds no connection, and catches up when it is looked at", async ({ member }) => {
  const run = await begin("hidden");
  await member.clock.install();
  await print(run, "before");
  await follow(member, `/projects/*/tasks/${run}/console`);
  const output = member.getByRole("region", { name: "Console output" });
  await expect(output.getByText("before")).toBeVisible();
  const show = (state: "hidden" | "visible") =>
    member.evaluate((to) => {
      Object.defineProperty(document, "visibilityState", { value: to, configurable: true });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    }, state);
  const gone = member.waitForEvent("requestfailed", (request) => request.url().includes("/changes.subscribe"));
  await show("hidden");
  await gone;
  const calls = countCalls(member);
  await print(run, "unseen");
  await expectSilence(member, calls);
  await expect(output.getByText("unseen")).toHaveCount(0);
  await show("visible");
  await expect(output.getByText("unseen")).toBeVisible();
});

test("who logs out elsewhere is shown the door", async ({ page }) => {
  const answer = await fetch(`${server.url}/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: server.username, password: server.password }),
  });
  const cookie = /clearml_token_basic=([^;]+)/.exec(answer.headers.get("set-cookie") ?? "")?.[1] ?? "";
  await page.context().addCookies([{ name: "clearml_token_basic", value: cookie, url: server.url, httpOnly: true }]);
  await follow(page, "/");
  await fetch(`${server.url}/api/auth.logout`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${cookie}` },
    body: "{}",
  });
  await expect(page).toHaveURL(/\/login/);
});
