import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entities } from "../../entities";
import { newId } from "../ids";
import { findDocuments } from "./find";
import { loadDocuments } from "./load";
import { escapeKey } from "./paths";
import { createFindTest, type FindTest } from "./testing";
import { addSamples, METRIC, type Sample } from "./testing-samples";

let test: FindTest;
let samples: Sample[];
beforeAll(async () => {
  test = await createFindTest();
  samples = await addSamples(test);
});
afterAll(() => test.close());

async function found(request: Record<string, unknown>): Promise<string[]> {
  const { documents } = await findDocuments(
    test.ctx,
    entities.task,
    { only_fields: ["id"], ...request },
    { mode: "get_all" },
  );
  return documents.map(({ id }) => String(id));
}

describe("projection", () => {
  it("is the whole document cut down", async () => {
    const ids = samples.map(({ id }) => id);
    const whole = await loadDocuments(test.ctx, entities.task, ids);
    const paths = [
      "id",
      "name",
      "comment",
      "tags",
      "runtime",
      "runtime.k",
      "runtime.n",
      "hyperparams",
      "hyperparams.Args",
      "hyperparams.Args.l%2Er.value",
      "last_metrics",
      METRIC,
      "execution.parameters",
      "execution.artifacts",
      "models.input",
      "last_update",
    ];
    const keysOf = (path: string) => path.split(".").map((part) => part.replace("%2E", "."));
    const cut = (value: unknown, tree: Map<string, unknown> | true): unknown => {
      if (tree === true || typeof value !== "object" || value === null) return value;
      const source = value as Record<string, unknown>;
      return Object.fromEntries(
        [...tree]
          .filter(([key]) => Object.hasOwn(source, key))
          .map(([key, below]) => [key, cut(source[key], below as Map<string, unknown> | true)]),
      );
    };
    await fc.assert(
      fc.asyncProperty(fc.subarray(paths, { minLength: 1 }), async (fields) => {
        const tree = new Map<string, unknown>();
        for (const path of [...fields].sort((a, b) => a.length - b.length)) {
          let level: Map<string, unknown> | true = tree;
          const keys = keysOf(path);
          for (const [index, key] of keys.entries()) {
            if (level === true) break;
            if (index === keys.length - 1) level.set(key, true);
            else if (!level.has(key)) level.set(key, new Map());
            level = level.get(key) as Map<string, unknown> | true;
          }
        }
        expect(await loadDocuments(test.ctx, entities.task, ids, { fields })).toEqual(
          whole.map((document) => cut(document, tree)),
        );
      }),
      { numRuns: 60 },
    );
  });

  const { user: owner, company } = { user: "u", company: "" };
  /** Everywhere users' own keys stand in a path: how a document with one is made, and where the key is in it. */
  const KEYED = {
    "task hyperparams": {
      entity: entities.task,
      path: (key: string) => `hyperparams.S.${key}`,
      add: async (id: string, key: string) => {
        await test.addTask({ id, name: "escaped", system_tags: ["hidden"] });
        await test.db.taskHyperparam.create({ data: { task: id, section: "S", name: key, value: "1" } });
      },
      shown: (key: string) => ({ hyperparams: { S: { [key]: { section: "S", name: key, value: "1" } } } }),
    },
    "task sections": {
      entity: entities.task,
      path: (key: string) => `hyperparams.${key}.n`,
      add: async (id: string, key: string) => {
        await test.addTask({ id, name: "escaped", system_tags: ["hidden"] });
        await test.db.taskHyperparam.create({ data: { task: id, section: key, name: "n", value: "1" } });
      },
      shown: (key: string) => ({ hyperparams: { [key]: { n: { section: key, name: "n", value: "1" } } } }),
    },
    "task configuration": {
      entity: entities.task,
      path: (key: string) => `configuration.${key}`,
      add: async (id: string, key: string) => {
        await test.addTask({ id, name: "escaped", system_tags: ["hidden"] });
        await test.db.taskConfiguration.create({ data: { task: id, name: key, value: "1" } });
      },
      shown: (key: string) => ({ configuration: { [key]: { name: key, value: "1" } } }),
    },
    "model metadata": {
      entity: entities.model,
      path: (key: string) => `metadata.${key}`,
      add: async (id: string, key: string) => {
        await test.db.model.create({ data: { id, name: "escaped", user: owner, company, created: new Date() } });
        await test.db.modelMetadata.create({ data: { model: id, key, value: "1" } });
      },
      shown: (key: string) => ({ metadata: { [key]: { key, value: "1" } } }),
    },
    "queue metadata": {
      entity: entities.queue,
      path: (key: string) => `metadata.${key}`,
      add: async (id: string, key: string) => {
        await test.db.queue.create({ data: { id, name: id, company, created: new Date() } });
        await test.db.queueMetadata.create({ data: { queue: id, key, value: "1" } });
      },
      shown: (key: string) => ({ metadata: { [key]: { key, value: "1" } } }),
    },
  } as const;

  it.each(Object.entries(KEYED))("paths into %s survive their escaping", (_name, { entity, path, add, shown }) =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom(".", "$", "%", "_", "2", "E", "a", "é"), minLength: 1, maxLength: 6 }),
        async (key) => {
          const id = newId();
          await add(id, key);
          const escaped = path(escapeKey(key));
          const find = (request: Record<string, unknown>) =>
            findDocuments(test.ctx, entity, { id: [id], ...request }, { mode: "get_all" });
          expect((await find({ only_fields: [escaped] })).documents).toEqual([shown(key)]);
          const isCondition = entity.conditions.list.some((name) => escaped.startsWith(name.replace("*", "")));
          const asked = { only_fields: ["id"], order_by: [`-${escaped}.value`] };
          expect((await find({ ...asked, [`${escaped}.value`]: ["1"] })).documents).toEqual([{ id }]);
          expect((await find({ ...asked, [`${escaped}.value`]: ["2"] })).documents).toEqual(
            isCondition ? [] : [{ id }],
          );
          expect((await find({ ...asked, _any_: { fields: [`${escaped}.value`], pattern: "^1$" } })).documents).toEqual(
            [{ id }],
          );
        },
      ),
      { numRuns: 40 },
    ),
  );

  it.each(["hyperparams.a.b.c.d", "configuration.a.b.c"])("answers 400/12 to %s, which is too long", async (path) => {
    for (const request of [
      { only_fields: [path] },
      { order_by: [path] },
      { _all_: { fields: [path], pattern: "a" } },
    ]) {
      await expect(found(request)).rejects.toMatchObject({ code: 400, subcode: 12 });
    }
  });
});
