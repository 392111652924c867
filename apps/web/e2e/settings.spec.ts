import type { Browser, Page } from "@playwright/test";
import { expect, server, test } from "./fixtures";

/** Logs in as somebody in a browser of their own. */
async function strangerLogsIn(browser: Browser, username: string, password: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}/login`);
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  return page;
}

async function chooseAction(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

test("an account is made, used, changed, shut and opened again", async ({ member, browser }) => {
  test.setTimeout(180_000);
  const username = `grace${Date.now()}`;
  await member.goto("/settings/users");
  await member.getByRole("button", { name: "New user" }).click();
  await member.getByLabel("User name").fill(username);
  await member.getByLabel("Display name").fill("Grace Hopper");
  await member.getByRole("button", { name: "Create user" }).click();
  const shown = member
    .getByRole("dialog", { name: `${username} can log in now` })
    .locator("pre")
    .nth(1);
  const password = (await shown.textContent()) ?? "";
  expect(password.length).toBeGreaterThan(11);
  await member.getByRole("button", { name: "Done" }).click();

  const grace = await strangerLogsIn(browser, username, password);
  await grace.waitForURL(`${server.url}/`);
  await grace.goto(`${server.url}/settings/users`);
  await expect(grace.getByText("Only administrators see the accounts")).toBeVisible();
  await grace.goto(`${server.url}/settings/profile`);
  await grace.getByLabel("Current password").fill("not this one");
  await grace.getByLabel("New password", { exact: true }).fill("a second password");
  await grace.getByLabel("New password again").fill("a second password");
  await grace.getByRole("button", { name: "Change password" }).click();
  await expect(grace.getByRole("alert").filter({ hasText: "current password is wrong" })).toBeVisible();
  await grace.getByLabel("Current password").fill(password);
  await grace.getByRole("button", { name: "Change password" }).click();
  await expect(grace.getByText("Password changed")).toBeVisible();
  await grace.reload();
  await expect(grace.getByRole("heading", { name: "Password" })).toBeVisible();

  await member.reload();
  const row = member.getByRole("row").filter({ hasText: username });
  await chooseAction(member, "Grace Hopper", "Edit…");
  await member.getByLabel("Display name").fill("Rear Admiral Hopper");
  await member.getByRole("combobox", { name: "Role" }).click();
  await member.getByRole("option", { name: "Superuser" }).click();
  await member.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("Rear Admiral Hopper");
  await expect(row).toContainText("Superuser");

  await chooseAction(member, "Rear Admiral Hopper", "Disable…");
  await member.getByRole("button", { name: "Disable user" }).click();
  await expect(row.getByText("Disabled")).toBeVisible();
  const shut = await strangerLogsIn(browser, username, "a second password");
  await expect(shut.getByText("This account is disabled.")).toBeVisible();
  const guessing = await strangerLogsIn(browser, username, "a wrong password");
  await expect(guessing.getByText("Wrong user name or password.")).toBeVisible();

  await chooseAction(member, "Rear Admiral Hopper", "Enable");
  await expect(row.getByText("Disabled")).toHaveCount(0);
  await chooseAction(member, "Rear Admiral Hopper", "Reset password…");
  await member.getByRole("button", { name: "Reset password" }).click();
  const made = await member.getByRole("dialog", { name: "The new password" }).locator("pre").nth(1).textContent();
  const again = await strangerLogsIn(browser, username, made ?? "");
  await again.waitForURL(`${server.url}/`);
});

test("nobody shuts or demotes the own account, and a taken name is told", async ({ member }) => {
  await member.goto("/settings/users");
  await member.getByRole("button", { name: `Actions for ${server.username}` }).click();
  await expect(member.getByRole("menuitem", { name: "Disable…" })).toBeDisabled();
  await member.keyboard.press("Escape");
  await member.getByRole("button", { name: "New user" }).click();
  await member.getByLabel("User name").fill(server.username);
  await member.getByRole("button", { name: "Create user" }).click();
  await expect(member.getByRole("alert").filter({ hasText: "user name is taken" })).toBeVisible();
});

test("the health of each part is told, and who is not logged in learns nothing", async ({ member, request }) => {
  await member.goto("/settings/about");
  for (const part of ["api", "files", "database", "events"])
    await expect(member.locator(`[data-part=${part}]`)).toContainText("Healthy");
  await expect(member.getByRole("link", { name: "Description of the API" })).toHaveAttribute("href", /\/docs$/);
  expect((await request.get(`${server.url}/health/parts`)).status()).toBe(401);
});
