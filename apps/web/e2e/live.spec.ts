import { expect } from "./fixtures";
import { NO_SDK, type Program, python, startProgram, test } from "./sdk";

test.skip(!python, NO_SDK);

let program: Program;
let run = "";
test.beforeAll(async () => {
  test.setTimeout(120_000);
  program = startProgram("live.py", { E2E_PROJECT: "e2e/live" });
  run = await program.task;
});
test.afterAll(async () => {
  program?.finish();
  await program?.done;
});

test("the pages of a run follow what the SDK is writing, without a reload and without a jump", async ({ member }) => {
  test.setTimeout(180_000);
  // Console: new lines come, and the end stays in sight.
  await member.goto(`/projects/*/tasks/${run}/console`);
  // A reload would forget it.
  await member.evaluate(() => Object.assign(window, { loadedOnce: true }));
  const output = member.getByRole("region", { name: "Console output" });
  const lastStep = async () => {
    const steps = [...((await output.textContent()) ?? "").matchAll(/step (\d+) done/g)];
    return Math.max(-1, ...steps.map(([, step]) => Number(step)));
  };
  await expect.poll(lastStep, { timeout: 30_000 }).toBeGreaterThan(3);
  const before = await lastStep();
  await expect.poll(lastStep, { timeout: 30_000 }).toBeGreaterThan(before + 20);

  // Who scrolls away stays where he is.
  await expect
    .poll(() => output.evaluate((each) => each.scrollHeight > each.clientHeight + 200), { timeout: 30_000 })
    .toBe(true);
  await output.evaluate((each) => each.scrollTo({ top: 0 }));
  const follow = member.getByRole("button", { name: "Follow the end" });
  await expect(follow).toBeVisible();
  await expect(follow).toContainText("new", { timeout: 20_000 });
  expect(await output.evaluate((each) => each.scrollTop)).toBe(0);
  await follow.click();
  await expect(follow).toHaveCount(0);

  // Scalars: the curve grows, the zoom stays.
  await member.getByRole("navigation", { name: "Run" }).getByRole("link", { name: "Scalars" }).click();
  const value = member.getByRole("figure", { name: "Chart of loss" }).getByRole("button", { name: /^train/ });
  await expect(value).toBeVisible();
  const first = (await value.textContent()) ?? "";
  await expect(value).not.toHaveText(first, { timeout: 20_000 });
  const plot = await member.getByRole("figure", { name: "Chart of loss" }).locator("canvas").boundingBox();
  if (!plot) throw new Error("the chart has no place");
  await member.mouse.move(plot.x + plot.width * 0.3, plot.y + 60);
  await member.mouse.down();
  await member.mouse.move(plot.x + plot.width * 0.6, plot.y + 60, { steps: 4 });
  await member.mouse.up();
  await expect(member).toHaveURL(/zoom=/);
  const zoomed = member.url();
  const second = (await value.textContent()) ?? "";
  await member.mouse.move(10, 10);
  await expect(value).not.toHaveText(second, { timeout: 20_000 });
  expect(member.url()).toBe(zoomed);

  // The head: progress, and the end of the run.
  const head = member.locator("header").filter({ hasText: "still running" });
  await expect(head.locator("[data-status=running]")).toBeVisible();
  program.finish();
  await program.done;
  await expect(head.getByText("Completed")).toBeVisible({ timeout: 20_000 });
  expect(await member.evaluate(() => "loadedOnce" in window)).toBe(true);
});

test("a server that does not answer is told of, and the page catches up afterwards", async ({ member }) => {
  await member.goto(`/projects/*/tasks/${run}/overview`);
  await expect(member.getByRole("heading", { name: "still running" })).toBeVisible();
  await member.context().setOffline(true);
  await expect(member.getByText("You are offline. What you see may be out of date.")).toBeVisible();
  await expect(member.getByRole("heading", { name: "still running" })).toBeVisible();
  await member.context().setOffline(false);
  await expect(member.getByText("You are offline.")).toHaveCount(0);
  await expect(
    member
      .getByRole("region", { name: "Last output" })
      .getByText(/step \d+ done/)
      .last(),
  ).toBeVisible();
});
