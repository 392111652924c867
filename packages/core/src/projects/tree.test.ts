import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestApp, type TestApp } from "../testing";

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

const create = async (name: string) => (await t.call<{ id: string }>("projects.create", { name })).id;

async function idOf(name: string): Promise<string> {
  return (await t.app.db.project.findFirstOrThrow({ where: { name } })).id;
}

/** The names below a top project with what their parent and path say, which must be the same thing. */
async function names(top: string): Promise<string[]> {
  const all = await t.app.db.project.findMany();
  const byId = new Map(all.map((project) => [project.id, project]));
  const inside = all.filter((project) => project.name === top || project.name.startsWith(`${top}/`));
  for (const project of inside) {
    const above = project.path.map((id) => byId.get(id)?.basename);
    expect([...above, project.basename].join("/")).toBe(project.name);
    expect(project.parent).toBe(project.path.at(-1) ?? null);
  }
  return inside.map((project) => project.name).sort();
}

describe("projects.update", () => {
  it("renames what is below, characters beyond the first plane included", async () => {
    await create("ren/old 😀/child/grand");
    await create("ren/old 😀x");
    const id = await idOf("ren/old 😀");
    const reply = await t.call("projects.update", { project: id, name: "ren/new" });
    expect(reply).toEqual({ updated: 1, fields: { name: "ren/new" } });
    expect(await names("ren")).toEqual(["ren", "ren/new", "ren/new/child", "ren/new/child/grand", "ren/old 😀x"]);
  });

  it("leaves everything as it was when the name is taken", async () => {
    await create("taken/one/child");
    await create("taken/two");
    await expect(
      t.call("projects.update", { project: await idOf("taken/one"), name: "taken/two" }),
    ).rejects.toMatchObject({
      subcode: 801,
    });
    expect(await names("taken")).toEqual(["taken", "taken/one", "taken/one/child", "taken/two"]);
  });

  it("empties fields with null and answers with stored values", async () => {
    const id = await create("fields of it");
    const reply = await t.call("projects.update", { project: id, tags: ["b", "a"], description: null, user: "x" });
    expect(reply).toEqual({ updated: 1, fields: { tags: ["a", "b"], description: null } });
    expect(await t.app.db.project.findUnique({ where: { id } })).toMatchObject({
      description: null,
      user: t.user.user,
    });
  });

  it("renames while others add projects below, and no name goes astray", async () => {
    await create("storm/base");
    const base = await idOf("storm/base");
    const add = (n: number) => create(`storm/base/child ${n}`).catch(() => create(`storm/moved/child ${n}`));
    const rename = t.call("projects.update", { project: base, name: "storm/moved" });
    await Promise.all([rename, ...Array.from({ length: 10 }, (_, n) => add(n))]);
    await names("storm");
  });
});

describe("projects.move", () => {
  it("takes everything below along", async () => {
    await create("mov/src/mid/leaf");
    await create("mov/dst");
    const id = await idOf("mov/src/mid");
    expect(await t.call("projects.move", { project: id, new_location: "mov/dst" })).toEqual({ moved: 2 });
    expect(await names("mov")).toEqual(["mov", "mov/dst", "mov/dst/mid", "mov/dst/mid/leaf", "mov/src"]);
    expect(await t.call("projects.move", { project: id, new_location: " mov/fresh/ groups " })).toEqual({ moved: 2 });
    expect(await t.call("projects.move", { project: id, new_location: "" })).toEqual({ moved: 2 });
    expect(await names("mid")).toEqual(["mid", "mid/leaf"]);
  });

  it.each([
    ["mv2/one", 410],
    ["mv2/one/two", 411],
    ["mv2/one/two/three", 411],
    ["mv2/xy", 12],
    ["mv2/other", 801],
    ["mv2/d02/d03/d04/d05/d06/d07/d08/d09", 409],
    ["mv2/d02/d03/d04/d05/d06/d07/d08/d09/d10", 409],
  ])("to %s answers %i and changes nothing", async (new_location, subcode) => {
    for (const name of ["mv2/one/two/three", "mv2/other/two"]) await create(name).catch(() => undefined);
    const project = await idOf("mv2/one/two");
    await expect(t.call("projects.move", { project, new_location })).rejects.toMatchObject({ subcode });
    expect(await names("mv2")).toEqual([
      "mv2",
      "mv2/one",
      "mv2/one/two",
      "mv2/one/two/three",
      "mv2/other",
      "mv2/other/two",
    ]);
  });

  it("of an unknown project is 400/401", async () => {
    await expect(t.call("projects.move", { project: "nope", new_location: "xyz" })).rejects.toMatchObject({
      subcode: 401,
    });
  });
});

describe("projects.merge", () => {
  it("moves contents and sub-projects and drops the source", async () => {
    await create("mrg/from/kept/below");
    const into = await create("mrg/into");
    const from = await idOf("mrg/from");
    const model = {
      id: "m1",
      user: t.user.user,
      company: t.user.company,
      name: "model",
      project: from,
      created: new Date(),
    };
    await t.app.db.model.createMany({ data: [model, { ...model, id: "m2", system_tags: ["archived"] }] });
    expect(await t.call("projects.merge", { project: from, destination_project: into })).toEqual({
      moved_entities: 1,
      moved_projects: 1,
    });
    expect(await names("mrg")).toEqual(["mrg", "mrg/into", "mrg/into/kept", "mrg/into/kept/below"]);
    expect(await t.app.db.model.count({ where: { project: into } })).toBe(2);
    expect(await t.call("projects.merge", { project: into })).toEqual({ moved_entities: 1, moved_projects: 1 });
    expect(await names("kept")).toEqual(["kept", "kept/below"]);
    expect(await t.app.db.model.count({ where: { project: null } })).toBe(2);
  });

  it("refuses itself, its children and clashing names", async () => {
    await create("mrg2/from/kept");
    await create("mrg2/into/kept");
    const [from, kept, into] = await Promise.all([idOf("mrg2/from"), idOf("mrg2/from/kept"), idOf("mrg2/into")]);
    const merge = (destination_project: string) => t.call("projects.merge", { project: from, destination_project });
    await expect(merge(from)).rejects.toMatchObject({ subcode: 410 });
    await expect(merge(kept)).rejects.toMatchObject({ subcode: 412 });
    await expect(merge(into)).rejects.toMatchObject({ subcode: 801 });
    await expect(merge("nope")).rejects.toMatchObject({ subcode: 401 });
    expect(await names("mrg2")).toHaveLength(5);
  });
});

describe("publicity", () => {
  it("is all or nothing, and back", async () => {
    const id = await create("to be public");
    await expect(t.call("projects.make_public", { ids: [id, "nope"] })).rejects.toMatchObject({ subcode: 401 });
    expect(await t.call("projects.make_public", { ids: [id] })).toEqual({ updated: 1 });
    await expect(t.call("projects.update", { project: id, description: "x" })).rejects.toMatchObject({
      code: 403,
      subcode: 21,
    });
    await expect(t.call("projects.create", { name: "to be public" })).rejects.toMatchObject({ subcode: 414 });
    expect(await t.call("projects.make_private", { ids: [id] })).toEqual({ updated: 1 });
    await expect(t.call("projects.make_private", { ids: [id] })).rejects.toMatchObject({ subcode: 401 });
    expect(await t.app.db.project.findUnique({ where: { id } })).toMatchObject({
      company: t.user.company,
      company_origin: null,
    });
  });
});
