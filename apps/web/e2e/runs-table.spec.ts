import type { Page } from "@playwright/test";
import { api, expect, test } from "./fixtures";

let project = "";
const ids: string[] = [];

/** Names in the table, as far as they are on the screen. */
const names = (page: Page) => page.locator("[data-column=name]").allInnerTexts();
const row = (page: Page, name: string) => page.getByRole("row", { name: new RegExp(`^(Select row \\d+ )?${name}\\b`) });

async function scalar(task: string, value: number, iter = 0) {
  await api("events.add", { type: "training_stats_scalar", task, metric: "accuracy", variant: "val", iter, value });
}

test.beforeAll(async () => {
  const name = `table ${Date.now()}`;
  project = (await api<{ id: string }>("projects.create", { name })).id;
  for (const [index, word] of ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot"].entries()) {
    const lr = { section: "Args", name: "lr", value: String(12 - index * 2), type: "int" };
    const { id } = await api<{ id: string }>("tasks.create", {
      name: word,
      type: index === 5 ? "testing" : "training",
      project,
      tags: index % 2 === 0 ? ["even"] : ["odd"],
      hyperparams: { Args: { lr } },
    });
    ids.push(id);
    if (index >= 4) continue;
    await api("tasks.started", { task: id });
    await scalar(id, index / 10);
    await api(index === 3 ? "tasks.failed" : "tasks.completed", { task: id, status_message: "out of memory" });
  }
});

test.beforeEach(async ({ member }) => {
  await member.goto(`/projects/${project}/runs?sort=name`);
  await expect(row(member, "alpha")).toBeVisible();
});

test("a click on a header sorts, with Shift by a further key, and the address says so", async ({ member }) => {
  await expect(member.locator("[data-column=name]").first()).toHaveText("alpha");
  await member.getByRole("columnheader", { name: /^Name/ }).getByRole("button").first().click();
  await expect(member).toHaveURL(/sort=-name/);
  await expect(member.locator("[data-column=name]").first()).toHaveText("foxtrot");
  await member
    .getByRole("columnheader", { name: /^Status/ })
    .getByRole("button", { name: "Status", exact: true })
    .click();
  await member
    .getByRole("columnheader", { name: /^Name/ })
    .getByRole("button")
    .first()
    .click({ modifiers: ["Shift"] });
  await expect(member).toHaveURL(/sort=status,name/);
  await expect.poll(() => names(member)).toEqual(["alpha", "bravo", "charlie", "echo", "foxtrot", "delta"]);
});

test("filters stand in the address: whoever opens it sees the same", async ({ member, context }) => {
  await member.getByRole("button", { name: "Add a filter" }).click();
  await member.getByRole("option", { name: "Status" }).click();
  await member.getByRole("checkbox", { name: "Completed" }).check();
  await expect.poll(() => names(member)).toEqual(["alpha", "bravo", "charlie"]);
  await member.keyboard.press("Escape");
  await member.getByRole("button", { name: "Add a filter" }).click();
  await member.getByRole("option", { name: "Tags" }).click();
  await member.getByRole("button", { name: "Leave out odd" }).click();
  await expect.poll(() => names(member)).toEqual(["alpha", "charlie"]);
  await expect(member).toHaveURL(/filter=status:completed;tags:!odd/);
  const other = await context.newPage();
  await other.goto(member.url());
  await expect.poll(() => names(other)).toEqual(["alpha", "charlie"]);
  await other.getByRole("button", { name: "Remove the filter Status" }).click();
  await expect.poll(() => names(other)).toEqual(["alpha", "charlie", "echo"]);
});

test("the search takes text as it is, or a pattern, and says when that is none", async ({ member }) => {
  const search = member.getByLabel("Search runs");
  await search.fill("a.pha");
  await expect(member.getByText("No run matches")).toBeVisible();
  await member.getByRole("button", { name: "Regular expression" }).click();
  await expect.poll(() => names(member)).toEqual(["alpha"]);
  await search.fill("(");
  await expect(member.getByText("This is no regular expression.")).toBeVisible();
  await member.getByRole("button", { name: "Clear all filters" }).click();
  await expect(row(member, "foxtrot")).toBeVisible();
});

test("metrics and hyperparameters become columns, by the menu and by the address", async ({ member }) => {
  await member.getByRole("button", { name: "Columns" }).click();
  await member.getByLabel("Search columns").fill("accuracy");
  await member.getByRole("button", { name: "accuracy val max" }).click();
  await member.getByLabel("Search columns").fill("lr");
  await member.getByLabel("lr", { exact: true }).check();
  await member.keyboard.press("Escape");
  await expect(member).toHaveURL(/cols=.*max_value.*hyperparams\.Args\.lr\.value/);
  await member.reload();
  await expect(member.getByRole("columnheader", { name: /accuracy \/ val max/ })).toBeVisible();
  await expect(member.locator("[data-column='hyperparams.Args.lr.value']").first()).toHaveText("12");
  // Numbers inside texts are sorted by value.
  await member.getByRole("columnheader", { name: /^lr/ }).getByRole("button", { name: "lr", exact: true }).click();
  await expect.poll(() => names(member)).toEqual(["foxtrot", "echo", "delta", "charlie", "bravo", "alpha"]);
});

test("a bulk action says how many it applies to, and can be taken back", async ({ member }) => {
  await row(member, "charlie").getByRole("checkbox").check();
  await row(member, "delta").getByRole("checkbox").check();
  await row(member, "foxtrot")
    .getByRole("checkbox")
    .click({ modifiers: ["Shift"] });
  const bar = member.getByRole("region", { name: "Selected runs" });
  await expect(bar).toContainText("4 runs selected");
  await bar.getByRole("button", { name: "Enqueue 3 of 4 runs" }).click();
  const dialog = member.getByRole("dialog");
  await expect(dialog).toContainText("1 is left out: only drafts, aborted and failed runs can be enqueued.");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await bar.getByRole("button", { name: "Archive 4 runs" }).click();
  await expect(member.getByText("4 runs archived")).toBeVisible();
  await expect.poll(() => names(member)).toEqual(["alpha", "bravo"]);
  await member.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => names(member)).toEqual(["alpha", "bravo", "charlie", "delta", "echo", "foxtrot"]);
});

test("tags are set by keyboard alone", async ({ member }) => {
  await member.getByRole("grid", { name: "Runs" }).focus();
  for (const key of ["j", "x", "j", "x"]) await member.keyboard.press(key);
  await member.getByRole("button", { name: "Tags 2 runs" }).press("Enter");
  await member.keyboard.type("good");
  await member.keyboard.press("Enter");
  await member.getByRole("button", { name: "Set tags of 2 runs" }).press("Enter");
  await expect(row(member, "alpha")).toContainText("good");
  const { tasks } = await api<{ tasks: { tags: string[] }[] }>("tasks.get_all", {
    id: ids.slice(0, 3),
    order_by: ["name"],
    only_fields: ["tags"],
  });
  expect(tasks.map(({ tags }) => tags.includes("good"))).toEqual([true, true, false]);
});

test("a run that is reported elsewhere appears and changes by itself, and nothing jumps", async ({ member }) => {
  await member.goto(`/projects/${project}/runs?sort=-created&cols=name,status,last_iteration`);
  await expect(row(member, "foxtrot")).toBeVisible();
  const { id } = await api<{ id: string }>("tasks.create", { name: "newcomer", type: "training", project });
  await expect(row(member, "newcomer")).toContainText("Created", { timeout: 20_000 });
  await api("tasks.started", { task: id });
  await scalar(id, 0.5, 1234);
  await expect(row(member, "newcomer")).toContainText("Running", { timeout: 20_000 });
  await expect(row(member, "newcomer")).toContainText("1,234");
  // While somebody points at the rows, a further one waits to be asked for.
  await row(member, "alpha").hover();
  await api("tasks.create", { name: "latecomer", type: "training", project });
  await expect(member.getByRole("button", { name: "1 new run" })).toBeVisible({ timeout: 20_000 });
  await expect(row(member, "latecomer")).toHaveCount(0);
  await member.getByRole("button", { name: "1 new run" }).click();
  await expect(row(member, "latecomer")).toBeVisible();
});

test("a run opens beside the table, which keeps its place; the address and Escape lead back", async ({ member }) => {
  await row(member, "delta").click({ position: { x: 500, y: 10 } });
  const panel = member.getByRole("complementary", { name: "Run" });
  await expect(panel.getByRole("heading", { name: "delta" })).toBeVisible();
  await expect(panel).toContainText("out of memory");
  await expect(member).toHaveURL(new RegExp(`run=${ids[3]}`));
  await member.keyboard.press("[");
  await expect(panel.getByRole("heading", { name: "charlie" })).toBeVisible();
  await expect(member).toHaveURL(new RegExp(`run=${ids[2]}`));
  await member.reload();
  await expect(panel.getByRole("heading", { name: "charlie" })).toBeVisible();
  await member.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
});

test("the menu of a row clones it into a draft", async ({ member }) => {
  await row(member, "bravo").click({ button: "right" });
  await member.getByRole("menuitem", { name: "Clone" }).click();
  await member.getByLabel("Name", { exact: true }).fill("bravo again");
  await member.getByRole("button", { name: "Clone", exact: true }).click();
  await expect(row(member, "bravo again")).toContainText("Created", { timeout: 20_000 });
});

test("CSV has the shown columns, with names that cannot be taken for formulas", async ({ member }) => {
  await api("tasks.update", { task: ids[4], name: "=1+1 echo" });
  await member.goto(`/projects/${project}/runs?sort=created&cols=name,status,hyperparams.Args.lr.value`);
  await expect(row(member, "alpha")).toBeVisible();
  const [download] = await Promise.all([
    member.waitForEvent("download"),
    member.getByRole("button", { name: "Export CSV" }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString().trim().split("\r\n");
  expect(lines[0]).toBe("Id,Name,Status,lr");
  expect(lines[1]).toBe(`${ids[0]},alpha,completed,12`);
  expect(lines[5]).toContain("'=1+1 echo");
});
