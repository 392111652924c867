import { addBatch, api, expect, test } from "./fixtures";

let project = "";
test.beforeAll(async () => {
  project = (await api<{ id: string }>("projects.create", { name: `e2e/scale ${Date.now()}` })).id;
});

async function started(name: string): Promise<string> {
  const { id } = await api<{ id: string }>("tasks.create", { name, type: "training", project });
  await api("tasks.started", { task: id });
  return id;
}

test("a thousand metrics: only the charts near the screen exist, and the last one is found", async ({ member }) => {
  const task = await started("many metrics");
  const lines = Array.from({ length: 1_000 }, (_, metric) =>
    [0, 1, 2].map((iter) => ({
      type: "training_stats_scalar",
      task,
      metric: `group ${Math.floor(metric / 100)}/metric ${metric}`,
      variant: "all",
      iter,
      value: metric + iter,
    })),
  ).flat();
  await addBatch(lines);
  await member.goto(`/projects/${project}/tasks/${task}/scalars`);
  await expect(member.getByRole("figure").first()).toBeVisible();
  expect(await member.getByRole("figure").count()).toBeLessThan(30);
  await member.getByRole("region", { name: "Charts" }).focus();
  await member.keyboard.press("End");
  await expect(member.getByRole("figure", { name: "Chart of group 9/metric 999" })).toBeVisible();
  expect(await member.getByRole("figure").count()).toBeLessThan(30);
  await member.getByRole("searchbox", { name: "Search metrics" }).fill("metric 4 group 0/");
  await expect(member.getByRole("figure", { name: "Chart of group 0/metric 4,", exact: false })).toBeVisible();
});

test("two hundred thousand lines: the end at once, a needle near the beginning found, few elements", async ({
  member,
}) => {
  test.setTimeout(120_000);
  const task = await started("long log");
  const begin = Date.now() - 3_600_000;
  const event = (index: number) => ({
    type: "log",
    task,
    timestamp: begin + index * 10,
    msg: Array.from({ length: 20 }, (_, line) =>
      index === 0 && line === 2 ? "the needle" : `line ${index * 20 + line + 1} of a long log that says nothing`,
    ).join("\n"),
  });
  for (let at = 0; at < 10_000; at += 2_000)
    await addBatch(Array.from({ length: 2_000 }, (_, index) => event(at + index)));
  await member.goto(`/projects/${project}/tasks/${task}/console`);
  await expect(member.getByText("line 200000 of a long log")).toBeVisible();
  await member.getByRole("searchbox", { name: "Search the output" }).fill("the needle");
  await expect(member.getByRole("status").filter({ hasText: "1 of 1" })).toBeVisible({ timeout: 30_000 });
  const output = member.getByRole("region", { name: "Console output" });
  await expect(output.locator("mark")).toHaveText("the needle");
  await expect(output.getByRole("button", { name: "Link to line 3", exact: true })).toBeVisible();
  await expect(member.getByText("200,000 lines")).toBeVisible();
  expect(await output.locator("[data-index]").count()).toBeLessThan(150);
});

test("two hundred thousand points: the spike of one is drawn, and zooming reads more points", async ({ member }) => {
  test.setTimeout(120_000);
  const task = await started("a long curve");
  const COUNT = 200_000;
  for (let at = 0; at < COUNT; at += 20_000) {
    await addBatch(
      Array.from({ length: 20_000 }, (_, index) => ({
        type: "training_stats_scalar",
        task,
        metric: "loss",
        variant: "train",
        iter: at + index,
        value: at + index === 123_456 ? 1_000 : 1,
      })),
    );
  }
  await member.goto(`/projects/${project}/tasks/${task}/scalars?chart=loss`);
  const dialog = member.getByRole("dialog", { name: "loss" });
  await expect(dialog.getByRole("cell", { name: "1,000", exact: true })).toBeVisible();
  await expect(dialog.getByRole("cell", { name: "200,000", exact: true })).toBeVisible();
  const request = member.waitForRequest(
    (each) => /scalar_curves/.test(each.url()) && /"from":/.test(each.postData() ?? ""),
  );
  await member.goto(`/projects/${project}/tasks/${task}/scalars?zoom=123000~124000`);
  await request;
  await expect(
    member.getByRole("button", { name: "123k – 124k" }).or(member.getByRole("button", { name: /123,000 – 124,000/ })),
  ).toBeVisible();
});
