import AxeBuilder from "@axe-core/playwright";
import { expect, seeded, server, test } from "./fixtures";

/** The pages of lists, each with something that shows that it is there. */
async function pages(): Promise<readonly (readonly [string, string])[]> {
  const { projects, runs, dataset, versions, pipeline, pipeline_runs, reports } = await seeded();
  const project = projects["vision/classification"];
  const compared = runs.slice(0, 4).join(",");
  return [
    [`/projects/${project}/runs?run=${runs[0]}`, "grid"],
    [`/projects/${projects.empty}/runs`, "grid"],
    ["/projects/*/runs", "grid"],
    [`/projects/*/compare?ids=${compared}`, "figure"],
    [`/projects/*/compare?ids=${compared}&tab=values`, "grid"],
    [`/projects/*/compare?ids=${compared}&tab=parameters`, "grid"],
    ["/models", "grid"],
    ["/workers", "grid"],
    ["/workers/queues", "listitem"],
    ["/datasets", "article"],
    [`/datasets/${dataset}`, "grid"],
    [`/datasets/${dataset}/versions/${versions.at(-1)}`, "grid"],
    ["/pipelines", "article"],
    [`/pipelines/${pipeline}`, "grid"],
    [`/pipelines/${pipeline}/runs/${pipeline_runs[1]}?step=train_small`, "application"],
    [`/pipelines/${pipeline}/runs/${pipeline_runs[0]}?view=time`, "list"],
    ["/reports", "grid"],
    [`/reports/${reports[0]}`, "figure"],
    [`/reports/${reports[0]}?edit=true`, "textbox"],
    ["/settings/users", "table"],
    ["/settings/about", "list"],
  ];
}

for (const theme of ["light", "dark"] as const)
  test(`lists pass axe in the ${theme} theme`, async ({ member }) => {
    test.setTimeout(240_000);
    await member.context().addCookies([{ name: "limpid_theme", value: theme, url: server.url }]);
    const found: string[] = [];
    for (const [path, role] of await pages()) {
      await member.goto(path);
      await expect(member.getByRole(role as "grid").first()).toBeVisible();
      await member.waitForLoadState("networkidle");
      const { violations } = await new AxeBuilder({ page: member }).withTags(["wcag2a", "wcag2aa"]).analyze();
      found.push(...violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`));
    }
    expect(found).toEqual([]);
  });

test("on a phone nothing is wider than the screen", async ({ member }) => {
  test.setTimeout(120_000);
  await member.setViewportSize({ width: 390, height: 844 });
  for (const [path, role] of await pages()) {
    await member.goto(path);
    await expect(member.getByRole(role as "grid").first()).toBeVisible();
    const over = await member.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, path).toBeLessThanOrEqual(0);
  }
});

test("a list that cannot be loaded says why, and is loaded again on request", async ({ member }) => {
  await seeded();
  await member.route("**/api/trpc/**", (route) => route.abort());
  await member.goto("/projects/*/runs");
  await expect(member.getByText("Runs could not be loaded")).toBeVisible({ timeout: 30_000 });
  await expect(member.getByText("The server does not answer.").first()).toBeVisible();
  await member.unroute("**/api/trpc/**");
  await member.getByRole("button", { name: "Try again" }).click();
  await expect(member.locator("[data-column=name]").first()).toBeVisible();
});
