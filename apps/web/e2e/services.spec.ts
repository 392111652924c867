import { api, expect, test } from "./fixtures";

const SCRIPT = `
import time
for step in range(2000):
    print("step", step, "done", flush=True)
    time.sleep(0.25)
`;

test("a run is enqueued for the server's own agent, watched while its container writes, and aborted", async ({
  member,
}) => {
  // The first container on an engine installs the agent.
  test.setTimeout(300_000);
  const { id: project } = await api<{ id: string }>("projects.create", { name: `e2e/services ${Date.now()}` });
  const { id: run } = await api<{ id: string }>("tasks.create", {
    name: "watches over things",
    type: "service",
    project,
    container: { arguments: "-e CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL=1" },
    script: { binary: "python", entry_point: "run.py", working_dir: ".", diff: SCRIPT, requirements: { pip: "" } },
  });

  await member.goto(`/projects/${project}/tasks/${run}/console`);
  const head = member.locator("header").filter({ hasText: "watches over things" });
  await head.getByRole("button", { name: "Enqueue" }).click();
  const dialog = member.getByRole("dialog");
  await dialog.getByRole("button", { name: "Queue", exact: true }).click();
  await member.getByRole("option", { name: /^services/ }).click();
  await expect(dialog).not.toContainText("No worker takes runs");
  await dialog.getByRole("button", { name: "Enqueue 1 run" }).click();
  await expect(head.locator("[data-status=running]")).toBeVisible({ timeout: 20_000 });
  // A reload would forget it.
  await member.evaluate(() => Object.assign(window, { loadedOnce: true }));

  const output = member.getByRole("region", { name: "Console output" });
  const lastStep = async () => {
    const steps = [...((await output.textContent()) ?? "").matchAll(/step (\d+) done/g)];
    return Math.max(-1, ...steps.map(([, step]) => Number(step)));
  };
  await expect.poll(lastStep, { timeout: 200_000 }).toBeGreaterThan(3);
  const before = await lastStep();
  await expect.poll(lastStep, { timeout: 30_000 }).toBeGreaterThan(before + 20);

  const workers = await member.context().newPage();
  await workers.goto(`/workers?q=${run}`);
  const row = workers.getByRole("row", { name: new RegExp(`:service:${run}`) });
  await expect(row).toContainText("Busy");
  await expect(row).toContainText("watches over things");
  await expect(workers.getByRole("list", { name: "Agent services" })).toContainText(
    /runs what comes into services: 1 of 8 slots in use · Docker/,
  );

  await head.getByRole("button", { name: "Abort" }).click();
  await dialog.getByRole("button", { name: "Abort 1 run" }).click();
  await expect(head.locator("[data-status=aborted]")).toBeVisible({ timeout: 30_000 });
  await expect(output).toContainText("Process aborted by user", { timeout: 20_000 });
  expect(await member.evaluate(() => "loadedOnce" in window)).toBe(true);
  await expect(row).toHaveCount(0, { timeout: 20_000 });
  await workers.close();
});
