import { openEventStore } from "@limpid/event-store/open";
import { addBatch, api, expect, test } from "./fixtures";

const COUNT = 200_000;
/** Lines with the needle. */
const NEEDLES = [3, 120_000, 120_002, COUNT];

let project = "";
let task = "";
test.beforeAll(async () => {
  test.setTimeout(120_000);
  project = (await api<{ id: string }>("projects.create", { name: `e2e/log search ${Date.now()}` })).id;
  task = (await api<{ id: string }>("tasks.create", { name: "a long log", type: "training", project })).id;
  const begin = Date.now() - 3_600_000;
  const event = (number: number) => ({
    type: "log",
    task,
    timestamp: begin + number * 10,
    msg: NEEDLES.includes(number) ? `the \u001b[31mNeedle\u001b[0m of line ${number}` : `line ${number} says nothing`,
  });
  for (let at = 0; at < COUNT; at += 10_000)
    await addBatch(Array.from({ length: 10_000 }, (_, index) => event(at + index + 1)));
  // What agent services do after a while.
  const url = process.env.LIMPID_E2E_DATABASE_URL;
  if (!url) return;
  const store = await openEventStore({ url, autoCompact: false });
  await store.compact(task);
  await store.close();
});

test("a search goes through the whole log, of which only the lines around each hit are fetched", async ({ member }) => {
  test.setTimeout(120_000);
  await member.goto(`/projects/${project}/tasks/${task}/console`);
  const output = member.getByRole("region", { name: "Console output" });
  await expect(output.getByText(`the Needle of line ${COUNT}`)).toBeVisible();
  const field = member.getByRole("searchbox", { name: "Search the output" });
  const status = (text: string | RegExp) => member.getByRole("status").filter({ hasText: text });
  await field.fill("the needle");
  await expect(status("1 of 4")).toBeVisible({ timeout: 30_000 });
  // Through the colour of one word.
  await expect(output.locator("mark")).toHaveText(["the", "Needle"]);
  await expect(output.getByText("the Needle of line 3", { exact: true })).toBeInViewport();
  await expect(output.getByRole("button", { name: "Link to line 3", exact: true })).toBeVisible();
  await expect(output.getByText("line 1 says nothing")).toBeVisible();
  await field.press("Enter");
  await expect(status("2 of 4")).toBeVisible();
  await expect(output.getByText("the Needle of line 120000")).toBeInViewport();
  await expect(output.getByRole("button", { name: "Link to line 120000", exact: true })).toBeVisible();
  await field.press("Enter");
  await expect(status("3 of 4")).toBeVisible();
  await expect(output.getByText("the Needle of line 120002")).toBeInViewport();
  await member.getByRole("button", { name: "Next match" }).click();
  await expect(status("4 of 4")).toBeVisible();
  await expect(output.getByText(`the Needle of line ${COUNT}`)).toBeInViewport();
  // Over the end to the beginning and back.
  await field.press("Enter");
  await expect(status("1 of 4")).toBeVisible();
  await expect(output.getByText("the Needle of line 3", { exact: true })).toBeInViewport();
  await field.press("Shift+Enter");
  await expect(status("4 of 4")).toBeVisible();
  await field.press("Shift+Enter");
  await expect(status("3 of 4")).toBeVisible();
  await expect(output.getByText("the Needle of line 120002")).toBeInViewport();
  // More lines come where the reader scrolls to, and the end is a click away.
  await output.evaluate((each) => each.scrollTo({ top: 0 }));
  await expect(output.getByText(/^line 11[0-8]\d{3} says nothing$/).first()).toBeVisible();
  await member.getByRole("button", { name: "Follow the end" }).click();
  await expect(output.getByText(`the Needle of line ${COUNT}`)).toBeInViewport();
  await expect(member.getByText(/^[\d,]+ of 200,000 entries$/)).toBeVisible();
});

test("case and regular expressions by keys; what is wrong with a pattern stands beside it", async ({ member }) => {
  await member.goto(`/projects/${project}/tasks/${task}/console?q=needle`);
  const field = member.getByRole("searchbox", { name: "Search the output" });
  const status = (text: string | RegExp) => member.getByRole("status").filter({ hasText: text });
  await expect(status("1 of 4")).toBeVisible({ timeout: 30_000 });
  await field.press("Alt+c");
  await expect(member.getByRole("button", { name: "Match case" })).toHaveAttribute("aria-pressed", "true");
  await expect(status("No match")).toBeVisible();
  await field.press("Alt+r");
  await field.fill("Ne{2}dle of line .*0$");
  await expect(status("1 of 2")).toBeVisible();
  await field.fill("line 1(2");
  await expect(status(/unterminated group/i)).toBeVisible();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill("^(\\w+\\s?)+[^a-z]$");
  await expect(status(/takes too long/)).toBeVisible({ timeout: 30_000 });
  await field.fill("Needle");
  await expect(status("1 of 4")).toBeVisible();
});

test("where the server's time runs out the search says so, and goes on when asked", async ({ member }) => {
  let asked = 0;
  // The first answer is what a server under load gives.
  await member.route(/events\.search_log/, async (route) => {
    if (asked++ > 0) return route.continue();
    const answer = await route.fetch();
    const text = await answer.text();
    const cut = text
      .replace('"found":4', '"found":2')
      .replace('"complete":true,"next":null', `"complete":false,"next":${/"cursor":("[^"]+")/.exec(text)?.[1]}`);
    expect(cut).not.toBe(text);
    return route.fulfill({ response: answer, body: cut });
  });
  await member.goto(`/projects/${project}/tasks/${task}/console?q=needle`);
  const status = (text: string | RegExp) => member.getByRole("status").filter({ hasText: text });
  await expect(status("1 of 2+")).toBeVisible({ timeout: 30_000 });
  await member.getByRole("button", { name: "Search on" }).click();
  // Behind the first hit are three more.
  await expect(status("1 of 5")).toBeVisible();
  await expect(member.getByRole("button", { name: "Search on" })).toHaveCount(0);
});
