import { api, expect, seeded, test } from "./fixtures";

let ids: string[] = [];

test.beforeAll(async () => {
  const { projects } = await seeded();
  const { tasks } = await api<{ tasks: { id: string }[] }>("tasks.get_all", {
    project: [projects["vision/classification"]],
    name: "^convnext-tiny lr (0.001|0.003)",
    order_by: ["name"],
    only_fields: ["id"],
  });
  ids = tasks.map(({ id }) => id);
  expect(ids).toHaveLength(6);
});

test("selected runs are compared by c: a chart for each metric, a line for each run", async ({ member }) => {
  await member.goto("/projects/*/runs?q=convnext-tiny%20lr%200.001&sort=name");
  await expect(member.locator("[data-column=name]")).toHaveCount(3);
  await member.getByLabel("Select all loaded rows").check();
  await member.keyboard.press("c");
  await expect(member).toHaveURL(/\/compare\?ids=/);
  await expect(member.getByRole("heading", { name: "Compare 3 runs" })).toBeVisible();
  await expect(member.getByRole("figure", { name: "Chart of accuracy / top1, 3 series" })).toBeVisible();
  // What was reported once has no curve.
  await expect(member.getByRole("figure", { name: /Summary/ })).toHaveCount(0);
});

test("runs are hidden, removed and put in order; the address keeps it", async ({ member }) => {
  await member.goto(`/projects/*/compare?ids=${ids.join(",")}`);
  const list = member.getByRole("list", { name: "Compared runs" });
  await expect(list.getByRole("listitem")).toHaveCount(6);
  await expect(list.getByRole("listitem").first()).toContainText("Baseline");
  await list.getByRole("button", { name: "Hide convnext-tiny lr 0.001 seed 0" }).click();
  await expect(member).toHaveURL(new RegExp(`off=${ids[0]}`));
  await list.getByRole("button", { name: "Remove convnext-tiny lr 0.003 seed 2 from the comparison" }).click();
  await list.getByRole("button", { name: "Move convnext-tiny lr 0.001 seed 1", exact: true }).focus();
  await member.keyboard.press("Space");
  await expect(member.getByText("convnext-tiny lr 0.001 seed 1 is at its place")).toBeAttached();
  await member.keyboard.press("ArrowUp");
  await expect(member.getByText("convnext-tiny lr 0.001 seed 1 is over convnext-tiny lr 0.001 seed 0")).toBeAttached();
  await member.keyboard.press("Space");
  await expect(list.getByRole("listitem").first()).toContainText("seed 1");
  await member.reload();
  await expect(list.getByRole("listitem")).toHaveCount(5);
  await expect(list.getByRole("listitem").first()).toContainText("seed 1");
  await expect(list.getByRole("button", { name: "Show convnext-tiny lr 0.001 seed 0" })).toBeVisible();
});

test("runs are drawn as groups: a mean for each, with a band; the address keeps it", async ({ member }) => {
  await member.goto(`/projects/*/compare?ids=${ids.join(",")}`);
  await expect(member.getByRole("figure", { name: "Chart of accuracy / top1, 6 series" })).toBeVisible();
  await expect(member.getByRole("group", { name: "Band around the mean" })).toHaveCount(0);
  const asked = member.waitForRequest((request) => /scalar_aggregates/.test(request.url()));
  await member.getByRole("combobox", { name: "Group runs by" }).click();
  await member.getByRole("option", { name: "By Args/lr" }).click();
  await asked;
  await expect(member).toHaveURL(/group=param%3AArgs%2Flr|group=param:Args\/lr/);
  const chart = member.getByRole("figure", { name: "Chart of accuracy / top1, 2 series" });
  await expect(chart).toBeVisible();
  // Each group tells its mean at the cursor; the single runs behind have no name there.
  const canvas = chart.locator("canvas");
  await chart.locator(".u-over").hover();
  await expect(member.getByText("lr 0.001 (3)")).toBeVisible();
  await expect(member.getByText("lr 0.003 (3)")).toBeVisible();
  await expect(member.getByText(/seed 0/).and(member.locator(".fixed *"))).toHaveCount(0);
  const drawn = () => canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL());
  await member.mouse.move(0, 0);
  const before = await drawn();
  await member.getByRole("button", { name: "Min–max" }).click();
  await expect(member).toHaveURL(/band=minmax/);
  await expect.poll(drawn).not.toBe(before);
  await member.reload();
  await expect(chart).toBeVisible();
  // Other axes have no places in common.
  await member.getByRole("button", { name: "Relative" }).click();
  await expect(member).not.toHaveURL(/group=/);
  await expect(member.getByRole("figure", { name: "Chart of accuracy / top1, 6 series" })).toBeVisible();
});

test("values have a column for each run, with the extremes marked", async ({ member }) => {
  await member.goto(`/projects/*/compare?ids=${ids.join(",")}&tab=values`);
  const grid = member.getByRole("grid", { name: "Values of metrics" });
  await expect(grid.getByRole("columnheader")).toHaveCount(7);
  const line = grid.getByRole("row", { name: /^accuracy \/ top1/ });
  await expect(line.getByTitle("Greatest", { exact: true })).toHaveCount(1);
  await expect(line.getByTitle("Least", { exact: true })).toHaveCount(1);
  const last = await line.textContent();
  await member.getByRole("button", { name: "Max" }).click();
  await expect(member).toHaveURL(/show=max_value/);
  await expect.poll(() => line.textContent()).not.toBe(last);
});

test("parameters: differences first, what is the same is folded", async ({ member }) => {
  await member.goto(`/projects/*/compare?ids=${ids.join(",")}&tab=parameters`);
  const grid = member.getByRole("grid", { name: "Parameters" });
  await expect(grid.getByRole("row", { name: /^lr 0.001/ })).toBeVisible();
  await expect(grid.getByRole("row", { name: /^arch/ })).toHaveCount(0);
  await member.getByRole("button", { name: "Show what is the same" }).click();
  await expect(grid.getByRole("row", { name: /^arch convnext-tiny/ })).toBeVisible();
  await member.getByLabel("Search names and values").fill("torch");
  await expect(grid.getByRole("row", { name: /^torch 2.9.1/ })).toBeVisible();
  await expect(grid.getByRole("row", { name: /^lr 0.001/ })).toHaveCount(0);
});

test("ids of runs that are gone are told, an empty comparison shows the way", async ({ member }) => {
  await member.goto(`/projects/*/compare?ids=${ids[0]},ffffffffffffffffffffffffffffffff`);
  await expect(member.getByText("1 run of the address is gone or not visible to you.")).toBeVisible();
  await member.goto("/projects/*/compare");
  await expect(member.getByRole("link", { name: "Choose runs" })).toBeVisible();
});
