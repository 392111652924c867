import AxeBuilder from "@axe-core/playwright";
import { createDatabase } from "@limpid/db";
import { api, expect, logIn, server, test } from "./fixtures";

let project = "";
let run = "";

/** A run that ended long ago, with logs, scalars and a file. */
test.beforeAll(async () => {
  ({ id: project } = await api<{ id: string }>("projects.create", { name: `storage ${Date.now()}/inner` }));
  ({ id: run } = await api<{ id: string }>("tasks.create", { name: "a talkative run", type: "training", project }));
  await api("tasks.started", { task: run });
  for (let line = 0; line < 20; line++) await api("events.add", { task: run, type: "log", msg: `line ${line}` });
  await api("tasks.completed", { task: run });
  const body = new FormData();
  body.append(
    `storage/a talkative run.${run}/artifacts/data/data.bin`,
    new Blob([new Uint8Array(3 * 1024 * 1024)]),
    "data.bin",
  );
  const { token } = await api<{ token: string }>("auth.login");
  const files = process.env.LIMPID_E2E_FILES_URL ?? "";
  const answer = await fetch(`${files}/`, { method: "POST", headers: { authorization: `Bearer ${token}` }, body });
  expect(answer.status).toBe(200);
  const db = createDatabase(process.env.LIMPID_E2E_DATABASE_URL ?? "", { poolSize: 1 });
  await db.task.update({ where: { id: run }, data: { completed: new Date("2020-01-01") } });
  await db.$disconnect();
});

test("what takes up room is counted, and shown by project down to the run", async ({ member }) => {
  await member.goto("/settings/storage");
  await member.getByRole("button", { name: "Count now" }).click();
  await expect(member.locator("[data-kind=artifacts]")).toContainText("MB");
  const outer = member.getByRole("button", { name: /^storage \d+$/ }).first();
  await outer.click();
  await member.getByRole("button", { name: /\/inner$/ }).click();
  await expect(member.getByText("Directly in this project")).toBeVisible();
  await member.getByRole("button", { name: "Up", exact: true }).click();
  await member.getByRole("button", { name: /\/inner$/ }).click();
  await member.getByRole("combobox", { name: "Group by" }).click();
  await member.getByRole("option", { name: "By run" }).click();
  const row = member.locator('[data-group="a talkative run"]');
  await expect(row).toContainText("3 MB");
  await member.reload();
  await expect(row).toContainText("3 MB");
  await member.getByRole("searchbox", { name: "Filter by name" }).fill("nothing is called so");
  await expect(member.getByText("No name matches the filter.")).toBeVisible();
  await member.getByRole("searchbox", { name: "Filter by name" }).fill("TALK");
  await row.getByRole("link").click();
  await expect(member).toHaveURL(new RegExp(`/tasks/${run}/overview`));
});

test("policies are previewed, saved and carried out, and what they did is told", async ({ member }) => {
  await member.goto("/settings/storage");
  await expect(member.getByText("Nothing is cleared away.")).toBeVisible();
  await expect(member.getByRole("button", { name: "Preview" })).toBeDisabled();
  await member.getByRole("switch", { name: "Delete logs" }).click();
  await member.getByRole("spinbutton", { name: "logs: days" }).fill("0");
  await member.getByRole("button", { name: "Preview" }).click();
  await expect(member.getByRole("dialog")).toHaveCount(0);
  await member.getByRole("spinbutton", { name: "logs: days" }).fill("1000");
  await member.getByRole("button", { name: "Save" }).click();
  await expect(member.getByText("Policies saved")).toBeVisible();
  await member.reload();
  await expect(member.getByRole("spinbutton", { name: "logs: days" })).toHaveValue("1000");

  await member.getByRole("button", { name: "Preview" }).click();
  const dialog = member.getByRole("dialog", { name: "What would be cleared away" });
  const planned = dialog.locator("[data-policy=logs]");
  await expect(planned.getByRole("cell").nth(0)).toHaveText("1");
  await expect(planned.getByRole("cell").nth(1)).toHaveText("20");
  expect(await api("events.get_task_log", { task: run })).toMatchObject({ total: 20 });
  await dialog.getByRole("button", { name: "Clear away now" }).click();
  const told = member.getByRole("list").locator("[data-policy=logs]").first();
  await expect(told.getByRole("cell").nth(1)).toHaveText("20", { timeout: 20_000 });
  await expect(member.getByText("Under way", { exact: true })).toHaveCount(0);
  expect(await api("events.get_task_log", { task: run })).toMatchObject({ total: 0 });

  await member.getByRole("switch", { name: "Delete logs" }).click();
  await member.getByRole("button", { name: "Save" }).click();
  await expect(member.getByText("Nothing is cleared away.")).toBeVisible();
});

test("a disk that is almost full is told to everybody, with figures to administrators", async ({ member }) => {
  const low = { low: [{ id: "database", free: 300 * 1024 ** 2, total: 50 * 1024 ** 3 }, { id: "files" }] };
  await member.route("**/health/space", (route) => route.fulfill({ json: low }));
  await member.goto("/");
  const banner = member.getByRole("status").filter({ hasText: "almost full" });
  await expect(banner).toContainText("it takes no scalars, logs, plots or images: 300 MB of 50 GB are left.");
  await expect(banner).toContainText("it takes no artifacts, models or images until there is room.");
  await banner.getByRole("link", { name: "Make room" }).first().click();
  await expect(member).toHaveURL(/settings\/storage/);
  await member.unroute("**/health/space");
  await member.reload();
  await expect(banner).toHaveCount(0);
});

test("only administrators see the storage, and strangers learn nothing of disks", async ({ browser, request }) => {
  expect((await request.get(`${server.url}/health/space`)).status()).toBe(401);
  const username = `plain${Date.now()}`;
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}/login`);
  await logIn(page);
  await page.waitForURL(`${server.url}/`);
  await page.goto(`${server.url}/settings/users`);
  await page.getByRole("button", { name: "New user" }).click();
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Password", { exact: true }).fill("a password of theirs");
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByText(`${username} can log in now`)).toBeVisible();
  const other = await (await browser.newContext()).newPage();
  await other.goto(`${server.url}/login`);
  await other.getByLabel("User name").fill(username);
  await other.getByLabel("Password", { exact: true }).fill("a password of theirs");
  await other.getByRole("button", { name: "Log in" }).click();
  await other.waitForURL(`${server.url}/`);
  await other.goto(`${server.url}/settings/storage`);
  await expect(other.getByText("Only administrators see the storage")).toBeVisible();
  await expect(other.getByRole("link", { name: "Storage" })).toHaveCount(0);
});

test("a failure is told with a way on", async ({ member }) => {
  await member.route("**/api/trpc/**storage.usage**", (route) => route.abort());
  await member.goto("/settings/storage");
  await expect(member.getByRole("alert").first()).toContainText("This could not be loaded", { timeout: 30_000 });
  await member.unroute("**/api/trpc/**storage.usage**");
  await member.getByRole("button", { name: "Try again" }).first().click();
  await expect(member.getByTestId("storage-total")).toBeVisible();
});

for (const theme of ["light", "dark"] as const) {
  test(`storage passes axe in the ${theme} theme, wide and narrow`, async ({ member }) => {
    await member.context().addCookies([{ name: "limpid_theme", value: theme, url: server.url }]);
    const low = { low: [{ id: "database", free: 1, total: 2 }] };
    await member.route("**/health/space", (route) => route.fulfill({ json: low }));
    for (const width of [1440, 390]) {
      await member.setViewportSize({ width, height: 900 });
      await member.goto("/settings/storage");
      await expect(member.getByTestId("storage-total")).toBeVisible();
      await expect(member.getByRole("switch", { name: "Delete logs" })).toBeVisible();
      const { violations } = await new AxeBuilder({ page: member }).withTags(["wcag2a", "wcag2aa"]).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(await member.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    }
  });
}
