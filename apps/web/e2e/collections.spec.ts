import { api, expect, seeded, test } from "./fixtures";

test("a dataset shows its versions; a version its lineage, figures and files", async ({ member }) => {
  test.setTimeout(120_000);
  const { dataset, versions } = await seeded();
  await member.goto("/datasets");
  await member.getByRole("link", { name: "road-signs" }).click();
  await expect(member).toHaveURL(new RegExp(`/datasets/${dataset}$`));
  await member.getByRole("link", { name: "2.0.0" }).click();
  await expect(member).toHaveURL(new RegExp(`/versions/${versions.at(-1)}$`));
  await expect(member.getByRole("heading", { name: "road-signs 2.0.0" })).toBeVisible();
  await expect(member.getByText("183 files, 41.1 MB")).toBeVisible();
  const files = member.getByRole("grid", { name: "Files" });
  await member.getByLabel("Search files").fill("README");
  await expect(files.getByText("README.md")).toBeVisible();
  await expect(member.getByText("1 file,")).toBeVisible();
  await member.getByRole("button", { name: "Version 1.0.0" }).click();
  await expect(member).toHaveURL(new RegExp(`/versions/${versions[0]}$`));
  await expect(member.getByRole("link", { name: "Open its run" })).toHaveAttribute("href", /\/tasks\/.*\/overview/);
});

test("a pipeline's run shows its steps live, and a step leads to its run", async ({ member }) => {
  test.setTimeout(120_000);
  const { pipeline, pipeline_runs } = await seeded();
  await member.goto(`/pipelines/${pipeline}`);
  await member.getByRole("link", { name: "nightly training #2" }).click();
  await expect(member).toHaveURL(new RegExp(`/runs/${pipeline_runs[1]}`));
  await expect(member.getByRole("button", { name: "Step fetch, completed" })).toBeVisible();
  await expect(member.getByRole("button", { name: "Step deploy, waiting" })).toBeVisible();
  await member.getByRole("button", { name: "Step train_large, running" }).click();
  const panel = member.getByRole("region", { name: "Step train_large" });
  const href = await panel.getByRole("link", { name: "Open its run" }).getAttribute("href");
  const task = /tasks\/([0-9a-f]+)/.exec(href ?? "")?.[1];
  await api("tasks.failed", { task, status_reason: "out of memory" });
  await expect(member.getByRole("button", { name: "Step train_large, failed" })).toBeVisible({ timeout: 20_000 });
  await expect(panel).toContainText("out of memory");
  await member.getByRole("button", { name: "Time" }).click();
  await expect(member.getByRole("list", { name: "Steps in time" }).getByRole("button")).toHaveCount(8);
});

test("a new run of a pipeline is started with other arguments", async ({ member }) => {
  test.setTimeout(120_000);
  const { pipeline, pipeline_runs } = await seeded();
  await member.goto(`/pipelines/${pipeline}/runs/${pipeline_runs[0]}`);
  await member.getByRole("button", { name: "Run again" }).click();
  await member.getByLabel("epochs").fill("many");
  await member.getByRole("button", { name: "Start run" }).click();
  await expect(member.getByRole("alert").filter({ hasText: "has to be a number" })).toBeVisible();
  await member.getByLabel("epochs").fill("7");
  await member.getByRole("button", { name: "Start run" }).click();
  await member.waitForURL(
    (url) => /runs\/[0-9a-f]{32}$/.test(url.pathname) && !url.pathname.endsWith(`${pipeline_runs[0]}`),
  );
  await expect(member.getByRole("button", { name: "Step fetch, waiting" })).toBeVisible();
  const id = /runs\/([0-9a-f]+)/.exec(member.url())?.[1];
  const { tasks } = await api<{ tasks: { status: string; hyperparams: { Args: { epochs: { value: string } } } }[] }>(
    "tasks.get_all_ex",
    { id: [id], only_fields: ["status", "hyperparams"], search_hidden: true },
  );
  expect(tasks[0]).toMatchObject({ status: "queued", hyperparams: { Args: { epochs: { value: "7" } } } });
});

test("Ctrl+K finds datasets, pipelines and reports", async ({ member }) => {
  await seeded();
  await member.goto("/reports");
  for (const [kind, text, path] of [
    ["Datasets", "road-signs", /\/datasets\//],
    ["Pipelines", "nightly training", /\/pipelines\//],
    ["Reports", "What the learning rate", /\/reports\//],
  ] as const) {
    await member.keyboard.press("Control+k");
    await member.getByPlaceholder("Search projects, runs and commands").fill(text);
    await member.getByRole("group", { name: kind }).getByRole("option", { name: text }).click();
    await expect(member).toHaveURL(path);
  }
});
