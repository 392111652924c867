import type { Page } from "@playwright/test";
import { api, expect, test } from "./fixtures";

const stamp = Date.now();
const names = { gpu: `gpu ${stamp}`, cpu: `cpu ${stamp}` };
const queues = { gpu: "", cpu: "" };
const runs: string[] = [];

const lane = (page: Page, name: string) => page.getByRole("list", { name: `Waiting in ${name}` });

/** What waits in a queue, as the server has it. */
async function waiting(queue: string): Promise<string[]> {
  const reply = await api<{ queues: { entries: { task: { name: string } }[] }[] }>("queues.get_all_ex", {
    id: [queue],
  });
  return reply.queues[0]?.entries.map(({ task }) => task.name) ?? [];
}

test.beforeAll(async () => {
  for (const kind of ["gpu", "cpu"] as const)
    queues[kind] = (await api<{ id: string }>("queues.create", { name: names[kind] })).id;
  const { id: project } = await api<{ id: string }>("projects.create", { name: `queued ${stamp}` });
  for (const name of ["one", "two", "three"]) {
    const { id } = await api<{ id: string }>("tasks.create", { name: `${name} ${stamp}`, type: "training", project });
    await api("tasks.enqueue", { task: id, queue: queues.gpu });
    runs.push(id);
  }
});

test("a worker appears with its load and what it works on", async ({ member }) => {
  const worker = `node-${stamp}:gpu0`;
  const { id: task } = await api<{ id: string }>("tasks.create", { name: `at work ${stamp}`, type: "training" });
  await api("tasks.started", { task });
  await api("workers.status_report", {
    worker,
    timestamp: Date.now() - 60_000,
    queues: [queues.gpu],
    queue: queues.gpu,
    task,
    machine_stats: {
      cpu_usage: [40, 60],
      memory_used: 30,
      memory_free: 70,
      gpu_usage: [90],
      gpu_memory_used: [8],
      gpu_memory_free: [8],
    },
  });
  await member.goto(`/workers?q=${stamp}`);
  const row = member.getByRole("row", { name: new RegExp(worker) });
  await expect(row).toContainText("Busy");
  await expect(row).toContainText(`at work ${stamp}`);
  await expect(row).toContainText("CPU 50%");
  await expect(row).toContainText("Memory 30%");
  await expect(row).toContainText("GPU 0 90%");
  await row.getByText("Busy").click();
  const panel = member.getByRole("complementary", { name: "Worker" });
  await expect(panel).toContainText("3 waiting, next: one");
  await expect(panel.getByRole("figure", { name: /GPU use/ })).toBeVisible();
  await member.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
});

test("what waits is put in order by hand, by keys and by the menu", async ({ member }) => {
  await member.goto(`/workers/queues?q=${stamp}`);
  const cards = lane(member, names.gpu).getByRole("listitem");
  await expect(cards).toHaveCount(3);
  const handle = (name: string) => member.getByRole("button", { name: `Move ${name} ${stamp}` });
  const from = await handle("three").boundingBox();
  const to = await handle("one").boundingBox();
  if (!from || !to) throw new Error("no handles");
  await member.mouse.move(from.x + 8, from.y + 8);
  await member.mouse.down();
  await member.mouse.move(from.x + 8, from.y - 20, { steps: 4 });
  await member.mouse.move(to.x + 8, to.y + 4, { steps: 8 });
  await member.mouse.up();
  await expect.poll(() => waiting(queues.gpu)).toEqual([`three ${stamp}`, `one ${stamp}`, `two ${stamp}`]);
  await expect(cards.first()).toContainText("three");
  await handle("two").focus();
  await member.keyboard.press("Space");
  await expect(member.getByText(`two ${stamp} is at its place`)).toBeAttached();
  await member.keyboard.press("ArrowUp");
  await expect(member.getByText(`two ${stamp} is over one ${stamp}`)).toBeAttached();
  await member.keyboard.press("Space");
  await expect.poll(() => waiting(queues.gpu)).toEqual([`three ${stamp}`, `two ${stamp}`, `one ${stamp}`]);
  await member.getByRole("button", { name: `Actions for three ${stamp}` }).click();
  await member.getByRole("menuitem", { name: "To the bottom" }).click();
  await expect.poll(() => waiting(queues.gpu)).toEqual([`two ${stamp}`, `one ${stamp}`, `three ${stamp}`]);
});

test("a run is dragged into another queue, moved back by the menu, and removed", async ({ member }) => {
  await member.goto(`/workers/queues?q=${stamp}`);
  await expect(lane(member, names.gpu).getByRole("listitem")).toHaveCount(3);
  const from = await member.getByRole("button", { name: `Move one ${stamp}` }).boundingBox();
  const to = await lane(member, names.cpu).boundingBox();
  if (!from || !to) throw new Error("no lanes");
  await member.mouse.move(from.x + 8, from.y + 8);
  await member.mouse.down();
  await member.mouse.move(from.x + 30, from.y + 20, { steps: 4 });
  await member.mouse.move(to.x + 60, to.y + 60, { steps: 10 });
  await member.mouse.up();
  await expect.poll(() => waiting(queues.cpu)).toEqual([`one ${stamp}`]);
  await member.getByRole("button", { name: `Actions for one ${stamp}` }).click();
  await member.getByRole("menuitem", { name: "To another queue…" }).click();
  await member.getByRole("combobox", { name: "To queue" }).click();
  await member.getByRole("option", { name: names.gpu }).click();
  await member.getByRole("button", { name: "Move", exact: true }).click();
  await expect.poll(() => waiting(queues.gpu)).toEqual([`two ${stamp}`, `three ${stamp}`, `one ${stamp}`]);
  await member.getByRole("button", { name: `Actions for one ${stamp}` }).click();
  await member.getByRole("menuitem", { name: "Remove from the queue" }).click();
  await expect.poll(() => waiting(queues.gpu)).toEqual([`two ${stamp}`, `three ${stamp}`]);
});

test("a queue is made, renamed, cleared and deleted", async ({ member }) => {
  await member.goto("/workers/queues");
  await member.getByRole("button", { name: "New queue" }).click();
  await member.getByLabel("Name", { exact: true }).fill(`night ${stamp}`);
  await member.getByRole("button", { name: "Create queue" }).click();
  await member.getByRole("button", { name: `Actions for queue night ${stamp}` }).click();
  await member.getByRole("menuitem", { name: "Rename…" }).click();
  await member.getByLabel("Name", { exact: true }).fill(`late ${stamp}`);
  await member.getByRole("button", { name: "Rename", exact: true }).click();
  await member.getByRole("button", { name: `Actions for queue late ${stamp}` }).click();
  await member.getByRole("menuitem", { name: "Delete…" }).click();
  await member.getByRole("button", { name: "Delete queue" }).click();
  await expect(member.getByRole("listitem", { name: `Queue late ${stamp}` })).toHaveCount(0);
  await member.getByRole("button", { name: `Actions for queue ${names.gpu}` }).click();
  await member.getByRole("menuitem", { name: "Clear…" }).click();
  await expect(member.getByRole("dialog")).toContainText("2 runs wait in it");
  await member.getByRole("button", { name: "Remove 2 runs" }).click();
  await expect.poll(() => waiting(queues.gpu)).toEqual([]);
});
