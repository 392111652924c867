import { expect, logIn, server, test } from "./fixtures";

test("a wrong password says so, the form stays, and no session is made", async ({ page }) => {
  await page.goto("/login");
  await logIn(page, "wrong");
  await expect(page.getByRole("main").getByRole("alert")).toHaveText("Wrong user name or password.");
  await expect(page.getByLabel("User name")).toHaveValue(server.username);
  expect(await page.context().cookies()).not.toContainEqual(expect.objectContaining({ name: "clearml_token_basic" }));
});

test("a deep link of a stranger goes through the log-in and comes back", async ({ page }) => {
  await page.goto("/projects?order=name");
  await expect(page).toHaveURL(/\/login\?next=%2Fprojects%3Forder%3Dname$/);
  await logIn(page);
  await expect(page).toHaveURL(`${server.url}/projects?order=name`);
  await expect(page.getByRole("heading", { name: "Projects", exact: true })).toBeVisible();
});

test("the log-in leads to no other site", async ({ page }) => {
  await page.goto("/login?next=//evil.example/");
  await logIn(page);
  await expect(page).toHaveURL(`${server.url}/`);
});

test("scripts cannot read the session, and logging out ends it on the server", async ({ page }) => {
  await page.goto("/login");
  await logIn(page);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  expect(await page.evaluate(() => document.cookie)).not.toContain("clearml_token_basic");
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === "clearml_token_basic");
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await expect(page).toHaveURL(/\/login$/);
  const answer = await fetch(`${server.url}/api/users.get_current_user`, {
    headers: { cookie: `clearml_token_basic=${cookie?.value}` },
  });
  expect(answer.status).toBe(401);
});

test("another site's page cannot call with the session", async ({ cookie }) => {
  const foreign = {
    cookie: `clearml_token_basic=${cookie}`,
    origin: "http://evil.example",
    "sec-fetch-site": "cross-site",
    "content-type": "application/json",
  };
  const call = await fetch(`${server.url}/api/trpc/users.get_current_user`, {
    method: "POST",
    headers: foreign,
    body: "{}",
  });
  expect(call.status).toBe(403);
  const logout = await fetch(`${server.url}/session`, { method: "DELETE", headers: foreign });
  expect(logout.status).toBe(403);
});
