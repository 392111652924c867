import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entities } from "../../entities";
import type { Document } from "../documents";
import { isObject } from "../documents";
import { newId } from "../ids";
import type { EntityName, Field } from "./entity";
import { loadDocuments } from "./load";
import { createFindTest, type FindTest, NOW } from "./testing";

let test: FindTest;
/** Every document there is, with plain ids for references: what the model of joins stands on. */
const plain = new Map<EntityName, Map<string, Document>>();
const ids: Record<"task" | "model" | "project" | "queue", string[]> = { task: [], model: [], project: [], queue: [] };

/** A little world whose references go round in circles, into nothing, and to another company's things. */
beforeAll(async () => {
  test = await createFindTest();
  const { db, user } = test;
  const common = { user: user.user, company: user.company, created: NOW };
  const [t0, t1, t2, foreign, m0, m1, q0, p0, p1] = [
    newId(),
    newId(),
    newId(),
    newId(),
    newId(),
    newId(),
    newId(),
    newId(),
    newId(),
  ];
  await db.project.createMany({
    data: [
      { id: p0, name: "a", basename: "a", ...common },
      { id: p1, name: "a/b", basename: "b", parent: p0, path: [p0], ...common, company: "" },
    ],
  });
  await db.queue.create({ data: { id: q0, name: "q", company: user.company, created: NOW } });
  const running = { type: "training", status: "created", ...common };
  await db.task.createMany({
    data: [
      { id: t0, name: "t0", project: p1, parent: t1, execution_queue: q0, ...running },
      { id: t1, name: "t1", project: p0, parent: t2, ...running, user: "nobody" },
      { id: t2, name: "t2", project: "gone", parent: foreign, ...running },
      { id: foreign, name: "secret", project: p0, ...running, company: "other" },
    ],
  });
  await db.model.createMany({
    data: [
      { id: m0, name: "m0", task: t0, project: p0, parent: m1, ...common },
      { id: m1, name: "m1", task: "__DELETED__x", project: p1, parent: m0, ...common },
    ],
  });
  await db.taskModel.createMany({
    data: [
      { task: t0, type: "input", position: 0, name: "i", model: m0 },
      { task: t0, type: "input", position: 1, name: "j", model: "gone" },
      { task: t0, type: "output", position: 0, name: "o", model: m1 },
    ],
  });
  await db.queueEntry.createMany({
    data: [
      { queue: q0, task: t0, added: NOW, position: 1n },
      { queue: q0, task: foreign, added: NOW, position: 2n },
    ],
  });
  Object.assign(ids, { task: [t0, t1, t2, foreign], model: [m0, m1], project: [p0, p1], queue: [q0] });
  const people = { user: [user.user, "nobody"], company: [user.company, "other"] };
  for (const [name, known] of Object.entries({ ...ids, ...people })) {
    const documents = await loadDocuments(test.ctx, entities[name as EntityName], known, { fields: "all" });
    plain.set(name as EntityName, new Map(documents.map((document) => [String(document.id), document])));
  }
});
afterAll(() => test.close());

type Tree = true | Map<string, Tree>;

/** Steps that a path may take from a place: the name, and where it leads. */
function stepsFrom(
  fields: Readonly<Record<string, Field>>,
): [name: string, below: Readonly<Record<string, Field>> | null][] {
  return Object.entries(fields).flatMap(([name, definition]): ReturnType<typeof stepsFrom> => {
    if (definition.kind === "column")
      return [[name, definition.reference ? entities[definition.reference].fields : null]];
    if (definition.kind === "group") return [[name, definition.fields]];
    if (definition.kind !== "items" || !definition.partial) return [];
    const columns = definition.columns.map((column) => [
      column.name,
      { kind: "column", type: column.type, column: column.name, reference: column.reference } as Field,
    ]);
    return [[name, Object.fromEntries(columns)]];
  });
}

/** A path of some length through references; which turns it takes is given as numbers. */
function walk(entity: EntityName, turns: readonly number[]): string {
  const parts: string[] = [];
  let fields: Readonly<Record<string, Field>> | null = entities[entity].fields;
  for (const turn of turns) {
    if (!fields) break;
    const steps: ReturnType<typeof stepsFrom> = stepsFrom(fields);
    const [name, below] = steps[turn % steps.length] ?? ["id", null];
    parts.push(name);
    fields = below;
  }
  return parts.join(".");
}

function treeOf(paths: readonly string[]): Map<string, Tree> {
  const root = new Map<string, Tree>();
  for (const path of paths) {
    let level: Tree = root;
    const parts = path.split(".");
    for (const [index, part] of parts.entries()) {
      if (level === true) break;
      const known: Tree | undefined = level.get(part);
      if (index === parts.length - 1) level.set(part, true);
      else if (!known) level.set(part, new Map());
      level = level.get(part) ?? true;
    }
  }
  return root;
}

/** §6.7 read once more: what a document shows of a tree of paths, joined from the plain documents. */
function joined(entity: EntityName, document: Document, tree: Map<string, Tree>): Document {
  return shown(entities[entity].fields, document, new Map([...tree, ["id", true]]));
}

function shown(fields: Readonly<Record<string, Field>>, document: Document, tree: Tree): Document {
  const wanted = tree === true ? new Map(Object.keys(document).map((key) => [key, true as Tree])) : tree;
  const result: Document = {};
  for (const [key, below] of wanted) {
    const definition = fields[key];
    const value = document[key];
    if (value === undefined) continue;
    if (definition?.kind === "column" && definition.reference)
      result[key] = reference(definition.reference, value, below);
    else if (definition?.kind === "group" && isObject(value)) result[key] = shown(definition.fields, value, below);
    else if (definition?.kind === "items" && Array.isArray(value)) {
      const columns = Object.fromEntries(
        definition.columns.map((column) => [
          column.name,
          { kind: "column", type: column.type, column: column.name, reference: column.reference } as Field,
        ]),
      );
      result[key] = value.map((item: Document) => shown(columns, item, below));
    } else result[key] = value;
  }
  return result;
}

function reference(entity: EntityName, id: unknown, below: Tree): Document {
  if (id === "") return {};
  const target = plain.get(entity)?.get(String(id));
  return below === true || !target ? { id } : joined(entity, target, below);
}

describe("joined references", () => {
  it.each(["task", "model", "project", "queue"] as const)("of a %s, to any depth", (entity) =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
        async (walks) => {
          const fields = walks.map((turns) => walk(entity, turns));
          const expected = ids[entity].flatMap((id) => {
            const document = plain.get(entity)?.get(id);
            return document ? [joined(entity, document, treeOf(fields))] : [];
          });
          const found = await loadDocuments(test.ctx, entities[entity], ids[entity], { fields, mode: "get_all_ex" });
          expect({ fields, found }).toEqual({ fields, found: expected });
        },
      ),
      { numRuns: 80 },
    ),
  );

  it("show nothing of what the caller may not see", async () => {
    const [, , last = ""] = ids.task;
    const fields = ["parent.name", "project.name", "parent.parent.name"];
    const found = await loadDocuments(test.ctx, entities.task, [last], { fields, mode: "get_all_ex" });
    expect(found).toEqual([{ id: last, parent: { id: ids.task[3] }, project: { id: "gone" } }]);
  });

  it("may be left out", async () => {
    const [first = ""] = ids.task;
    const [document] = await loadDocuments(test.ctx, entities.task, [first], {
      fields: ["-project", "-models.input", "-user"],
      mode: "get_all_ex",
    });
    expect(document).toMatchObject({ id: first, parent: { id: ids.task[1] }, models: { output: [{ name: "o" }] } });
    expect(Object.keys(document ?? {})).not.toEqual(expect.arrayContaining(["project"]));
    expect(document?.models).not.toHaveProperty("input");
  });

  it.each(["project.nofield", "project.name.more", "models.input.nofield", "user.company.nofield", "tags.more"])(
    "answer 400/14 to %s",
    async (path) => {
      await expect(
        loadDocuments(test.ctx, entities.task, ids.task, { fields: [path], mode: "get_all_ex" }),
      ).rejects.toMatchObject({ code: 400, subcode: 14 });
    },
  );
});
