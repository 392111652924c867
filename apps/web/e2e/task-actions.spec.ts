import { api, expect, test } from "./fixtures";

let project = "";
test.beforeAll(async () => {
  project = (await api<{ id: string }>("projects.create", { name: `e2e/actions ${Date.now()}` })).id;
});

/** A draft that was never run, with parameters, configuration and a container. */
async function draft(name: string): Promise<string> {
  const { id } = await api<{ id: string }>("tasks.create", {
    name,
    type: "training",
    project,
    script: {
      repository: "https://github.com/acme/vision.git",
      entry_point: "train.py",
      requirements: { pip: "torch" },
    },
    hyperparams: { Args: { lr: { section: "Args", name: "lr", value: "0.1", type: "float" } } },
    configuration: { Trainer: { name: "Trainer", value: "devices: 1\n", type: "yaml" } },
    container: { image: "python:3.12" },
  });
  return id;
}

test("a draft's parameters, configuration and container are edited in place", async ({ member }) => {
  const id = await draft("to be edited");
  await member.goto(`/projects/${project}/tasks/${id}/configuration`);
  await member.getByRole("button", { name: "Edit Args" }).click();
  await member.getByRole("textbox", { name: "Value of lr" }).fill("0.01");
  await member.getByRole("button", { name: "Add parameter" }).click();
  await member.getByRole("textbox", { name: "Name" }).last().fill("lr");
  await expect(member.getByRole("alert").filter({ hasText: "lr is there twice." })).toBeVisible();
  await member.getByRole("textbox", { name: "Name" }).last().fill("seed");
  await member.getByRole("textbox", { name: "Value of seed" }).fill("7");
  await member.keyboard.press("Control+Enter");
  const args = member.getByRole("region", { name: "Args" });
  await expect(args.getByText("seed")).toBeVisible();
  await expect(args.getByText("0.01")).toBeVisible();

  await member.getByRole("button", { name: "Add section" }).click();
  await member.getByLabel("Section", { exact: true }).fill("Model");
  await member.getByLabel("First parameter").fill("depth");
  await member.getByLabel("Its value").fill("50");
  await member.getByRole("button", { name: "Add", exact: true }).click();
  await expect(member.getByRole("region", { name: "Model" }).getByText("depth")).toBeVisible();

  await member.getByRole("button", { name: "Trainer" }).click();
  await member.getByRole("button", { name: "Edit Trainer" }).click();
  await member.getByRole("textbox", { name: "Trainer" }).fill("devices: 8");
  await member.getByRole("button", { name: "Save" }).click();
  await expect(member.getByRole("button", { name: "Edit Trainer" })).toBeVisible();

  await member.goto(`/projects/${project}/tasks/${id}/code`);
  await member.getByRole("button", { name: "Edit Container" }).click();
  await member.getByLabel("Image").fill("nvidia/cuda:12.4.1");
  await member.getByRole("button", { name: "Save" }).click();
  await expect(member.getByRole("region", { name: "Container" }).getByText("nvidia/cuda:12.4.1")).toBeVisible();

  const { tasks } = await api<{ tasks: Record<string, never>[] }>("tasks.get_all", { id: [id] });
  expect(tasks[0]).toMatchObject({
    hyperparams: {
      Args: { lr: { value: "0.01", type: "float" }, seed: { value: "7" } },
      Model: { depth: { value: "50" } },
    },
    configuration: { Trainer: { value: "devices: 8", type: "yaml" } },
    container: { image: "nvidia/cuda:12.4.1" },
  });
});

test("the name and the tags are changed in the head", async ({ member }) => {
  const id = await draft("a first name");
  await member.goto(`/projects/${project}/tasks/${id}/overview`);
  await member.getByRole("heading", { name: "a first name" }).hover();
  await member.getByRole("button", { name: "Rename the run" }).click();
  await member.getByRole("textbox", { name: "Name of the run" }).fill("a better name");
  await member.keyboard.press("Enter");
  await expect(member.getByRole("heading", { name: "a better name" })).toBeVisible();
  await member.getByRole("button", { name: "Add tag" }).click();
  await member.getByPlaceholder("Find or make a tag").fill("promising");
  await member.getByRole("option", { name: "New tag “promising”" }).click();
  await member.keyboard.press("Escape");
  const tags = member.getByRole("list", { name: "Tags" });
  await expect(tags.getByText("promising")).toBeVisible();
  await tags.getByText("promising").hover();
  await member.getByRole("button", { name: "Remove tag promising" }).click();
  await expect(tags.getByText("promising")).toHaveCount(0);
});

test("a draft is enqueued by the key e, taken out again, archived, restored and deleted", async ({ member }) => {
  const id = await draft("goes its way");
  const head = member.locator("header").filter({ hasText: "goes its way" });
  await member.goto(`/projects/${project}/tasks/${id}/overview`);
  await expect(head.locator("[data-status=created]")).toBeVisible();
  await member.keyboard.press("e");
  await member
    .getByRole("dialog")
    .getByRole("button", { name: /^Enqueue 1 run/ })
    .click();
  await expect(head.locator("[data-status=queued]")).toBeVisible();
  await head.getByRole("button", { name: "Dequeue" }).click();
  await member
    .getByRole("dialog")
    .getByRole("button", { name: /^Dequeue 1 run/ })
    .click();
  await expect(head.locator("[data-status=created]")).toBeVisible();

  await member.getByRole("button", { name: "More actions" }).click();
  await expect(member.getByRole("menuitem", { name: "Publish" })).toBeDisabled();
  await member.getByRole("menuitem", { name: "Archive" }).click();
  await expect(head.getByText("Archived")).toBeVisible();
  await member.getByRole("button", { name: "More actions" }).click();
  await member.getByRole("menuitem", { name: "Delete" }).click();
  await member
    .getByRole("dialog")
    .getByRole("button", { name: /^Delete 1 run/ })
    .click();
  await expect(member.getByRole("heading", { name: "goes its way was deleted" })).toBeVisible();
  await member.reload();
  await expect(member.getByText("Nothing is at this address")).toBeVisible();
});

test("[ and ] go to the neighbours, with the same tab", async ({ member }) => {
  const older = await draft("the older neighbour");
  const newer = await draft("the newer neighbour");
  await member.goto(`/projects/${project}/tasks/${newer}/configuration`);
  await expect(member.getByRole("link", { name: "Next run" })).toBeVisible();
  await member.keyboard.press("]");
  await expect(member).toHaveURL(new RegExp(`/tasks/${older}/configuration`));
  await expect(member.getByRole("heading", { name: "the older neighbour" })).toBeVisible();
  await expect(member.getByRole("link", { name: "Previous run" })).toBeVisible();
  await member.keyboard.press("[");
  await expect(member).toHaveURL(new RegExp(`/tasks/${newer}/configuration`));
});

test("a failed run gives its reason and its last words on the first screen", async ({ member }) => {
  const id = await draft("breaks");
  await api("tasks.started", { task: id });
  await api("events.add", {
    type: "log",
    task: id,
    level: "error",
    msg: "Traceback (most recent call last):\nMemoryError: no room",
  });
  await api("tasks.failed", { task: id, status_reason: "exit code 1", status_message: "worker gave up" });
  await member.goto(`/projects/${project}/tasks/${id}/overview`);
  await expect(member.getByRole("heading", { name: "This run failed" })).toBeVisible();
  await expect(member.getByText("worker gave up · exit code 1")).toBeVisible();
  await expect(member.getByText("MemoryError: no room")).toBeVisible();
});

test("tabs of a run without anything say what would fill them", async ({ member }) => {
  const { id } = await api<{ id: string }>("tasks.create", { name: "has nothing", type: "training", project });
  await api("tasks.started", { task: id });
  await api("tasks.completed", { task: id });
  for (const [tab, words] of [
    ["scalars", "No scalars yet"],
    ["plots", "No plots yet"],
    ["media", "No samples yet"],
    ["console", "No output yet"],
    ["configuration", "No configuration was recorded"],
    ["artifacts", "No artifacts yet"],
    ["system", "No machine readings"],
    ["notes", "No notes yet"],
  ] as const) {
    await member.goto(`/projects/${project}/tasks/${id}/${tab}`);
    await expect(member.getByText(words).first(), tab).toBeVisible();
  }
});
