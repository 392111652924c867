import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entities } from "../../entities";
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

  it("paths survive their escaping", () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom(".", "$", "%", "_", "2", "E", "a", "é"), minLength: 1, maxLength: 6 }),
        async (name) => {
          const id = await test.addTask({ name: "escaped", system_tags: ["hidden"] });
          await test.db.taskHyperparam.create({ data: { task: id, section: "S", name, value: "1" } });
          const path = `hyperparams.S.${escapeKey(name)}`;
          const [document] = await loadDocuments(test.ctx, entities.task, [id], { fields: [path] });
          expect(document).toEqual({ hyperparams: { S: { [name]: { section: "S", name, value: "1" } } } });
          expect(await found({ id: [id], [`${path}.value`]: ["1"] })).toEqual([id]);
          await test.db.task.delete({ where: { id } });
        },
      ),
      { numRuns: 60 },
    ));
});
