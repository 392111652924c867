import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestApp, type TestApp } from "../testing";

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

interface Item {
  readonly section: string;
  readonly name: string;
  readonly value: string;
  readonly type?: string;
  readonly description?: string;
}

const create = async (fields: object = {}) =>
  (await t.call<{ id: string }>("tasks.create", { name: "a task", type: "training", ...fields })).id;
const list = async (task: string) =>
  (await t.call<{ params: Array<{ hyperparams: Item[] }> }>("tasks.get_hyper_params", { tasks: [task] })).params[0]
    ?.hyperparams;
const item = (section: string, name: string, value = "v"): Item => ({ section, name, value });
const setStatus = (id: string, status: string) => t.app.db.task.update({ where: { id }, data: { status } });

/** The rules said once more, over one plain list. */
class Model {
  items: Item[] = [];

  put(items: readonly Item[], replace: "none" | "section" | "all"): void {
    const named = items.map((one) => ({ ...one, section: section(one.section), name: one.name.trim() }));
    const goes = ({ section }: Item) => replace === "all" || named.some((one) => one.section === section);
    if (replace !== "none") this.items = this.items.filter((one) => !goes(one));
    for (const one of named) {
      this.items = [...this.items.filter((other) => !same(one, other)), one];
    }
  }

  remove(keys: ReadonlyArray<{ section: string; name?: string | null }>): void {
    const named = keys.map((key) => ({ ...key, section: section(key.section) }));
    this.items = this.items.filter(
      (one) => !named.some((key) => one.section === key.section && (!key.name || key.name === one.name)),
    );
  }

  sorted(): Item[] {
    const bytes = ({ section, name }: Item) => [Buffer.from(section), Buffer.from(name)] as const;
    return [...this.items].sort((a, b) => {
      const [[s1, n1], [s2, n2]] = [bytes(a), bytes(b)];
      return Buffer.compare(s1, s2) || Buffer.compare(n1, n2);
    });
  }
}

const section = (name: string) => (/^properties$/i.test(name.trim()) ? "properties" : name.trim());
const same = (one: Item, other: Item) => one.section === other.section && one.name === other.name;

const aSection = fc.constantFrom("Args", "args", "a.b", "$x_%", "_y", "ü😀", "properties", "Properties", "__proto__");
const aName = fc.constantFrom(
  "lr",
  "l.r",
  "10",
  "9",
  " padded ",
  "constructor",
  "__proto__",
  "%2E",
  "'\"\\,{}",
  "TF/x",
);
const anItem: fc.Arbitrary<Item> = fc
  .record(
    { section: aSection, name: aName, value: fc.string(), type: fc.constantFrom("int", ""), description: fc.string() },
    { requiredKeys: ["section", "name", "value"] },
  )
  .map((one) => JSON.parse(JSON.stringify(one).replaceAll("\\u0000", "")) as Item);
const aCommand = fc.oneof(
  fc.record({
    kind: fc.constant("put" as const),
    items: fc.array(anItem, { minLength: 1, maxLength: 6 }),
    replace: fc.constantFrom("none" as const, "section" as const, "all" as const),
  }),
  fc.record({
    kind: fc.constant("remove" as const),
    items: fc.array(fc.record({ section: aSection, name: fc.option(aName.map((name) => name.trim())) }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
);

it("comes to the same as a plain model, whatever the commands", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aCommand, { minLength: 1, maxLength: 6 }), async (commands) => {
      const [task, model] = [await create(), new Model()];
      for (const command of commands) {
        if (command.kind === "put") {
          model.put(command.items, command.replace);
          const { items: hyperparams, replace: replace_hyperparams } = command;
          await t.call("tasks.edit_hyper_params", { task, hyperparams, replace_hyperparams });
        } else {
          const whole = new Set(command.items.filter(({ name }) => !name).map((key) => section(key.section)));
          const mixed = command.items.some((key) => key.name && whole.has(section(key.section)));
          const call = t.call("tasks.delete_hyper_params", { task, hyperparams: command.items });
          if (mixed) await expect(call).rejects.toMatchObject({ subcode: 15 });
          else {
            await call;
            model.remove(command.items);
          }
        }
      }
      expect(await list(task)).toEqual(model.sorted());
      const { task: document } = await t.call<{ task: { hyperparams: Record<string, Record<string, Item>> } }>(
        "tasks.get_by_id",
        { task },
      );
      const shown = Object.entries(document.hyperparams).flatMap(([section, items]) =>
        Object.entries(items).map(([name, one]) => ({ ...one, section, name })),
      );
      expect(shown).toHaveLength(model.items.length);
      expect(shown).toEqual(expect.arrayContaining(model.items));
    }),
    { numRuns: 60 },
  );
});

it("loses nothing when sections are edited at the same time", async () => {
  const task = await create();
  const sections = Array.from({ length: 16 }, (_, index) => `s${index}`);
  await Promise.all(
    sections.map((name) =>
      t.call("tasks.edit_hyper_params", { task, hyperparams: [item(name, "p", name)], replace_hyperparams: "section" }),
    ),
  );
  expect((await list(task))?.map(({ section, value }) => [section, value])).toEqual(
    sections.sort().map((name) => [name, name]),
  );
});

it("takes thousands at once, replaced as a whole by tasks.edit", async () => {
  const names = Array.from({ length: 5000 }, (_, index) => `p.${index}`);
  const map = (value: string) => ({ Args: Object.fromEntries(names.map((name) => [name, item("Args", name, value)])) });
  const task = await create({ hyperparams: { ...map("1"), Old: { gone: item("Old", "gone") } } });
  const { fields } = await t.call<{ fields: { hyperparams: object } }>("tasks.edit", { task, hyperparams: map("2") });
  expect(fields.hyperparams).toEqual(map("2"));
  expect(await list(task)).toHaveLength(5000);
});

describe("statuses", () => {
  it.each([
    ["created", false, true],
    ["queued", false, false],
    ["queued", true, true],
    ["in_progress", true, true],
    ["stopped", true, false],
    ["published", true, false],
  ])("%s, force %s: allowed %s", async (status, force, allowed) => {
    const task = await create({ hyperparams: { Args: { a: item("Args", "a") } } });
    await setStatus(task, status);
    const calls = [
      t.call("tasks.edit_hyper_params", { task, force, hyperparams: [item("Args", "b")] }),
      t.call("tasks.delete_hyper_params", { task, force, hyperparams: [{ section: "Args", name: "a" }] }),
    ];
    const refused = (await Promise.allSettled(calls)).map((outcome) => outcome.status === "rejected");
    expect(refused).toEqual([!allowed, !allowed]);
    expect((await list(task))?.map(({ name }) => name)).toEqual([allowed ? "b" : "a"]);
  });

  it("properties may change at any time and are no activity", async () => {
    const task = await create();
    await setStatus(task, "published");
    const before = await t.app.db.task.findUniqueOrThrow({ where: { id: task } });
    await t.call("tasks.edit_hyper_params", { task, hyperparams: [item("Properties", "note")] });
    const after = await t.app.db.task.findUniqueOrThrow({ where: { id: task } });
    expect(after.last_update).toEqual(before.last_update);
    expect(after.last_change?.getTime()).toBeGreaterThanOrEqual(before.last_change?.getTime() ?? Number.NaN);
    expect(await list(task)).toEqual([item("properties", "note")]);
    const hyperparams = [item("properties", "note"), item("Args", "a")];
    await expect(t.call("tasks.edit_hyper_params", { task, hyperparams })).rejects.toMatchObject({ subcode: 110 });
    // "all" would take the other sections along
    const all = { task, hyperparams: [item("properties", "n")], replace_hyperparams: "all" };
    await expect(t.call("tasks.edit_hyper_params", all)).rejects.toMatchObject({ subcode: 110 });
  });
});

describe("junk", () => {
  it.each([
    [[], 12],
    ["text", 12],
    [[null], 12],
    [[{ section: "s", name: "n" }], 12],
    [[{ section: "s", name: "n", value: 5 }], 12],
    [[{ section: " ", name: "n", value: "v" }], 12],
    [[item("s", "n", "\0")], 12],
    [[item("\ud800", "n")], 12],
  ])("edit_hyper_params refuses %j", async (hyperparams, subcode) => {
    const task = await create();
    await expect(t.call("tasks.edit_hyper_params", { task, hyperparams })).rejects.toMatchObject({
      code: 400,
      subcode,
    });
    expect(await list(task)).toEqual([]);
  });

  it.each([
    [{ Args: { lr: { value: "1" } } }, 800],
    [{ Args: { lr: { section: "Args", value: "1" } } }, 800],
    [{ Args: { " ": item("Args", "x") } }, 12],
    [{ Args: "text" }, 12],
    [[], 12],
  ])("create and edit refuse the map %j", async (hyperparams, subcode) => {
    await expect(create({ hyperparams })).rejects.toMatchObject({ code: 400, subcode });
    const task = await create();
    await expect(t.call("tasks.edit", { task, hyperparams })).rejects.toMatchObject({ code: 400, subcode });
  });

  it("a key that no index can hold is 400/12", async () => {
    const name = Array.from({ length: 4000 }, (_, index) => index).join();
    const request = { task: await create(), hyperparams: [item("s", name)] };
    await expect(t.call("tasks.edit_hyper_params", request)).rejects.toMatchObject({ code: 400, subcode: 12 });
  });

  it("unknown tasks are 400/101", async () => {
    const known = await create();
    for (const [name, body] of [
      ["get_hyper_params", { tasks: [known, "nope"] }],
      ["edit_hyper_params", { task: "nope", hyperparams: [item("s", "n")] }],
      ["delete_hyper_params", { task: "nope", hyperparams: [item("s", "n")] }],
    ] as const) {
      await expect(t.call(`tasks.${name}`, body)).rejects.toMatchObject({ code: 400, subcode: 101 });
    }
  });
});
