import AxeBuilder from "@axe-core/playwright";
import { api, expect, server, test } from "./fixtures";

let project = "";

test.beforeAll(async () => {
  const { id } = await api<{ id: string }>("projects.create", {
    name: "frame/first",
    description: "# About\n<img src=x onerror=window.pwned=1>",
  });
  project = id;
  await api("tasks.create", { name: "a run", type: "training", project });
});

for (const theme of ["light", "dark"] as const) {
  test(`pages pass axe in the ${theme} theme`, async ({ member }) => {
    await member.context().addCookies([{ name: "limpid_theme", value: theme, url: server.url }]);
    for (const path of [
      "/",
      "/projects",
      `/projects/${project}`,
      "/settings/profile",
      "/settings/appearance",
      "/settings/keys",
    ]) {
      await member.goto(path);
      await expect(member.locator("#content h1").first()).toBeAttached();
      await member.waitForLoadState("networkidle");
      const { violations } = await new AxeBuilder({ page: member }).withTags(["wcag2a", "wcag2aa"]).analyze();
      expect(violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
  });
}

test("pages run under a policy without inline scripts, and nothing of them breaks it", async ({ member }) => {
  const complaints: string[] = [];
  member.on("console", (message) => {
    if (/Content Security Policy|hydrat/i.test(message.text())) complaints.push(message.text());
  });
  const answer = await member.goto("/projects");
  const policy = answer?.headers()["content-security-policy"] ?? "";
  expect(/script-src ([^;]*)/.exec(policy)?.[1]).toMatch(/^'self' 'nonce-[A-Za-z0-9+/=]+'$/);
  await member.goto(`/projects/${project}`);
  await expect(member.getByRole("heading", { name: "About" })).toBeVisible();
  expect(await member.evaluate(() => "pwned" in window)).toBe(false);
  expect(complaints).toEqual([]);
});

test("the theme is chosen in the menu, at once and for the next visit", async ({ member }) => {
  await member.goto("/");
  await member.getByRole("button", { name: /^Account of/ }).click();
  await member.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(member.locator("html")).toHaveAttribute("data-theme", "dark");
  await member.reload();
  await expect(member.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("Ctrl+K finds a project and goes there; ? shows the keys", async ({ member }) => {
  await member.goto("/");
  await expect(member.getByRole("navigation", { name: "Main" })).toBeVisible();
  await member.keyboard.press("Control+k");
  await member.getByPlaceholder("Search projects, runs and commands").fill("frame/first");
  await member.getByRole("option", { name: "frame/first", exact: true }).click();
  await expect(member).toHaveURL(`${server.url}/projects/${project}`);
  await member.keyboard.press("?");
  await expect(member.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
});

test("a project is made, renamed and deleted", async ({ member }) => {
  await member.goto("/projects");
  await member.getByRole("button", { name: "New project" }).first().click();
  await member.getByLabel("Name").fill("short lived");
  await member.getByRole("button", { name: "Create project" }).click();
  await expect(member.getByRole("heading", { name: "short lived" })).toBeVisible();
  await member.getByRole("button", { name: "Project actions" }).click();
  await member.getByRole("menuitem", { name: "Rename…" }).click();
  await member.getByLabel("New name").fill("long lived");
  await member.getByRole("button", { name: "Rename", exact: true }).click();
  await expect(member.getByRole("heading", { name: "long lived" })).toBeVisible();
  await member.getByRole("button", { name: "Project actions" }).click();
  await member.getByRole("menuitem", { name: "Delete…" }).click();
  await expect(member.getByText("The project is empty.")).toBeVisible();
  await member.getByRole("button", { name: "Delete project" }).click();
  await expect(member).toHaveURL(`${server.url}/projects`);
  await expect(member.getByText("long lived", { exact: true })).toHaveCount(0);
});

test("a project with runs wants its name typed, and says what goes", async ({ member }) => {
  await member.goto(`/projects/${project}`);
  await member.getByRole("button", { name: "Project actions" }).click();
  await member.getByRole("menuitem", { name: "Delete…" }).click();
  const dialog = member.getByRole("dialog");
  await expect(dialog.getByText("1 run (1 not archived)")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Delete project" })).toBeDisabled();
  await dialog.getByLabel(/to confirm/).fill("frame/first");
  await expect(dialog.getByRole("button", { name: "Delete project" })).toBeEnabled();
});

test("a key is made with its clearml.conf, works, and is revoked", async ({ member }) => {
  await member.goto("/settings/keys");
  await member.getByRole("button", { name: "New key" }).click();
  await member.getByLabel("Label", { exact: true }).fill("of the test");
  await member.getByRole("button", { name: "Make key" }).click();
  const conf = (await member.getByRole("dialog").locator("pre").textContent()) ?? "";
  const [, key] = /"access_key" = "([^"]+)"/.exec(conf) ?? [];
  const [, secret] = /"secret_key" = "([^"]+)"/.exec(conf) ?? [];
  const use = () =>
    fetch(`${server.url}/api/auth.login`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString("base64")}` },
    });
  expect((await use()).status).toBe(200);
  await member.getByRole("button", { name: "Done" }).click();
  await member.getByRole("button", { name: `Revoke ${key}` }).click();
  await member.getByRole("button", { name: "Revoke key" }).click();
  await expect(member.getByText(String(key))).toHaveCount(0);
  expect((await use()).status).toBe(401);
});

test("links of ClearML land on the right tab", async ({ member }) => {
  const { id } = await api<{ id: string }>("tasks.create", { name: "linked", type: "training", project });
  for (const [path, tab] of [
    [`/projects/${project}/experiments/${id}/output/log`, "console"],
    [`/projects/*/tasks/${id}/output/metrics/scalar`, "scalars"],
    [`/projects/*/experiments/${id}/execution`, "code"],
  ] as const) {
    await member.goto(path);
    await expect(member).toHaveURL(new RegExp(`/tasks/${id}/${tab}$`));
    await expect(member.getByText("linked").first()).toBeVisible();
  }
});

test("an unknown address and an unknown project show the 404 page", async ({ member }) => {
  for (const path of ["/nowhere", "/projects/ffffffffffffffffffffffffffffffff"]) {
    await member.goto(path);
    await expect(member.getByText("Nothing is at this address")).toBeVisible();
  }
});

test("on a phone nothing is wider than the screen, and the menu opens", async ({ member }) => {
  await member.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/", "/projects", `/projects/${project}`, "/settings/keys"]) {
    await member.goto(path);
    await member.waitForLoadState("networkidle");
    expect(
      await member.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      path,
    ).toBeLessThanOrEqual(0);
  }
  await member.getByRole("button", { name: "Open the menu" }).click();
  await member.getByRole("link", { name: "Projects", exact: true }).click();
  await expect(member).toHaveURL(`${server.url}/projects`);
});
