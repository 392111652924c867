import { expect, seeded, test } from "./fixtures";

test.beforeAll(async () => {
  await seeded();
});

test("models are filtered by framework and status, and lead to their page", async ({ member }) => {
  await member.goto("/models?sort=name");
  await member.getByRole("button", { name: "Add a filter" }).click();
  await member.getByRole("option", { name: "Framework" }).click();
  await member.getByRole("checkbox", { name: "Transformers" }).check();
  await member.keyboard.press("Escape");
  await expect(member).toHaveURL(/filter=framework:Transformers/);
  await expect(member.locator("[data-column=framework]").first()).toHaveText("Transformers");
  await member.goto("/models?q=yolo%20with&sort=name");
  await member.getByRole("link", { name: "yolo with mosaic – best" }).click();
  await expect(member.getByRole("heading", { name: "yolo with mosaic – best" })).toBeVisible();
  await expect(member.getByRole("region", { name: "Lineage" })).toContainText("yolo with mosaic");
  await expect(member.getByRole("link", { name: "Download" })).toHaveAttribute("href", /^\/files\/seed\//);
});

test("metadata is added, changed and removed", async ({ member }) => {
  await member.goto("/models?q=yolo%20baseline");
  await member.getByRole("link", { name: "yolo baseline – best" }).click();
  const metadata = member.getByRole("region", { name: "Metadata" });
  await metadata.getByRole("button", { name: "Add" }).click();
  await member.getByLabel("Key", { exact: true }).fill("card.url");
  await member.getByLabel("Value", { exact: true }).fill("first");
  await member.getByRole("button", { name: "Save" }).click();
  await expect(metadata).toContainText("first");
  await metadata.getByRole("button", { name: "Edit card.url" }).click();
  await member.getByLabel("Value", { exact: true }).fill("second");
  await member.getByRole("button", { name: "Save" }).click();
  await expect(metadata).toContainText("second");
  await metadata.getByRole("button", { name: "Remove card.url" }).click();
  await expect(metadata).not.toContainText("card.url");
});
