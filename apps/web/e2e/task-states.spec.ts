import AxeBuilder from "@axe-core/playwright";
import { TASK_TABS } from "../src/features/task/tabs";
import { expect, server } from "./fixtures";
import { NO_SDK, python, test } from "./sdk";

test.skip(!python, NO_SDK);

for (const theme of ["light", "dark"] as const) {
  test(`all tabs pass axe in the ${theme} theme`, async ({ member, everything }) => {
    test.setTimeout(180_000);
    await member.context().addCookies([{ name: "limpid_theme", value: theme, url: server.url }]);
    for (const tab of TASK_TABS) {
      await member.goto(`/projects/*/tasks/${everything}/${tab}`);
      await expect(member.getByRole("heading", { name: "resnet baseline" })).toBeVisible();
      await member.waitForLoadState("networkidle");
      const { violations } = await new AxeBuilder({ page: member })
        .withTags(["wcag2a", "wcag2aa"])
        // Stored pages and figures are other people's work.
        .exclude("iframe")
        .exclude(".js-plotly-plot")
        .analyze();
      expect(violations.map(({ id, nodes }) => `${tab} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
  });
}

test("no tab is wider than a phone, breaks the policy or complains", async ({ member, everything }) => {
  test.setTimeout(180_000);
  const complaints: string[] = [];
  member.on("console", (message) => {
    // The stored page tries to reach its parent, and the browser says that it was kept out.
    if (/Content Security Policy|hydrat|Maximum update/i.test(message.text())) complaints.push(message.text());
  });
  await member.setViewportSize({ width: 390, height: 844 });
  for (const tab of TASK_TABS) {
    await member.goto(`/projects/*/tasks/${everything}/${tab}`);
    await expect(member.getByRole("heading", { name: "resnet baseline" })).toBeVisible();
    await member.waitForLoadState("networkidle");
    expect(
      await member.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      tab,
    ).toBeLessThanOrEqual(0);
    // The open tab is in sight.
    await expect(member.getByRole("navigation", { name: "Run" }).locator("[aria-current=page]")).toBeInViewport();
  }
  expect(complaints).toEqual([]);
});

test("a failing API says so in place, and comes back by itself or by a click", async ({ member, everything }) => {
  await member.goto(`/projects/*/tasks/${everything}/overview`);
  await member.route(/events\.get_task_log/, (route) => route.fulfill({ status: 500, body: "no" }));
  await member.getByRole("navigation", { name: "Run" }).getByRole("link", { name: "Console" }).click();
  await expect(member.getByRole("alert").getByText("This could not be loaded")).toBeVisible({ timeout: 20_000 });
  await member.unroute(/events\.get_task_log/);
  await member.getByRole("button", { name: "Try again" }).click();
  await expect(member.getByText("needle in the haystack")).toBeVisible();
});
