import { api, expect, seeded, test } from "./fixtures";

test.beforeAll(async () => {
  await seeded();
});

test("a report is written with a live chart, published, archived and deleted", async ({ member }) => {
  test.setTimeout(180_000);
  const name = `Written by a test ${Date.now()}`;
  await member.goto("/reports");
  await member.getByRole("button", { name: "New report" }).click();
  await member.getByLabel("Name", { exact: true }).fill(name);
  await member.getByRole("button", { name: "Create report" }).click();
  const text = member.getByLabel("Text in markdown");
  await text.fill('# Findings\n\n<img src=x onerror="window.pwned=1">\n\n[link](javascript:window.pwned=1)');
  await expect(
    member.getByRole("region", { name: "Preview" }).getByRole("heading", { name: "Findings" }),
  ).toBeVisible();
  await member.getByRole("button", { name: "Chart", exact: true }).click();
  await member.getByLabel("Add a run").click();
  await member.getByPlaceholder("Type to search").fill("resnet50 lr 0.001 seed 0");
  await member
    .getByRole("option", { name: /resnet50 lr 0.001 seed 0/ })
    .first()
    .click();
  await member.getByLabel("Metric").click();
  await member.getByPlaceholder("Type to search").fill("loss/train");
  await member.getByRole("option", { name: "loss/train" }).click();
  await member.getByRole("button", { name: "Insert chart" }).click();
  await expect(text).toHaveValue(/```chart\nruns: [0-9a-f]{32}\nmetric: loss\/train\n```/);
  await expect(member.getByRole("figure", { name: /Chart of loss\/train, 1 series/ })).toBeVisible();
  await text.press("Control+s");
  await expect(member.getByText("Saved", { exact: true })).toBeVisible();
  await member.getByRole("button", { name: "Done" }).click();
  await expect(member.getByRole("figure", { name: /Chart of loss\/train, 1 series/ })).toBeVisible();
  expect(await member.evaluate(() => "pwned" in window)).toBe(false);

  await member.getByRole("button", { name: "Tags" }).click();
  await member.getByLabel("Search or create a tag").fill("by a test");
  await member.keyboard.press("Enter");
  await member.getByRole("button", { name: "Set tags of 1 report" }).click();
  await expect(member.getByText("by a test", { exact: true })).toBeVisible();

  await member.getByRole("button", { name: "Publish" }).click();
  await member.getByRole("button", { name: "Publish report" }).click();
  await expect(member.getByText("Published", { exact: true })).toBeVisible();
  await expect(member.getByRole("button", { name: "Edit" })).toHaveCount(0);
  await member.getByRole("button", { name: "Archive" }).click();
  await member.getByRole("button", { name: "Delete" }).click();
  await member.getByRole("button", { name: "Delete report" }).click();
  await expect(member).toHaveURL(/\/reports$/);
  await expect(member.getByRole("grid", { name: "Reports" })).toBeVisible();
  await expect(member.getByRole("link", { name })).toHaveCount(0);
});

test("a broken chart says what is wrong, the rest of the report stands", async ({ member }) => {
  const report = "Before\n\n```chart\nmetric: loss\n```\n\nAfter";
  const { id } = await api<{ id: string }>("reports.create", { name: "broken chart", report });
  await member.goto(`/reports/${id}`);
  await expect(member.getByRole("alert").filter({ hasText: "Name at least one run" })).toBeVisible();
  await expect(member.getByText("After", { exact: true })).toBeVisible();
});

test("reports are found by text, tag and state", async ({ member }) => {
  await member.goto("/reports?state=published");
  await expect(member.getByRole("link", { name: "Data card: road signs" })).toBeVisible();
  await expect(member.getByRole("link", { name: "What the learning rate does" })).toHaveCount(0);
  await member.goto("/reports?tag=sweep");
  await expect(member.getByRole("link", { name: "What the learning rate does" })).toBeVisible();
  await member.goto("/reports?q=no%20faces");
  await expect(member.getByRole("link", { name: "Data card: road signs" })).toBeVisible();
});
