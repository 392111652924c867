import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Context, createContext, inTransaction } from "../platform/context";
import { newId } from "../platform/ids";
import { LATEST } from "../platform/version";
import { createTestApp, type TestApp } from "../testing";
import {
  createProject,
  descendantIds,
  findOrCreateProject,
  findOrCreateReportsProject,
  requireProject,
  touchProjects,
} from "./store";

let t: TestApp;
let ctx: Context;

beforeAll(async () => {
  t = await createTestApp();
  ctx = createContext(t.app, { identity: t.user, caller: { address: "" }, version: LATEST, callId: newId() });
});
afterAll(() => t.close());

const findOrCreate = (name: string) => inTransaction(ctx, (tx) => findOrCreateProject(tx, name));

describe("findOrCreateProject", () => {
  it("makes the whole path and gives it back the next time", async () => {
    const leaf = await findOrCreate("store/left/leaf");
    expect(leaf.created).toBe(true);
    expect(await findOrCreate(" store /left// leaf ")).toEqual({ id: leaf.id, created: false });
    const project = await requireProject(ctx, leaf.id);
    const [top, left] = project.path;
    expect(project).toMatchObject({ name: "store/left/leaf", basename: "leaf", parent: left, description: "" });
    expect(await requireProject(ctx, top ?? "")).toMatchObject({ name: "store", parent: null, path: [] });
    expect(await requireProject(ctx, left ?? "")).toMatchObject({ name: "store/left", parent: top, path: [top] });
  });

  it("uses a public project of that name", async () => {
    const id = newId();
    await t.app.db.project.create({
      data: { id, name: "public one", basename: "public one", user: t.root.user, company: "", created: new Date() },
    });
    expect(await findOrCreate("public one")).toEqual({ id, created: false });
  });

  it("lets many callers make the same path at once", async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => findOrCreate("crowd/same/place")));
    expect(new Set(results.map((result) => result.id)).size).toBe(1);
    expect(results.filter((result) => result.created)).toHaveLength(1);
    expect(await t.app.db.project.count({ where: { name: { startsWith: "crowd" } } })).toBe(3);
  });

  it("keeps reports in a hidden project of their own", async () => {
    const parent = await requireProject(ctx, (await findOrCreate("with reports")).id);
    const id = await inTransaction(ctx, (tx) => findOrCreateReportsProject(tx, parent));
    expect(await requireProject(ctx, id)).toMatchObject({
      name: "with reports/.reports",
      parent: parent.id,
      system_tags: ["hidden", "reports"],
    });
    expect(await inTransaction(ctx, (tx) => findOrCreateReportsProject(tx, parent))).toBe(id);
    const top = await inTransaction(ctx, (tx) => findOrCreateReportsProject(tx, null));
    expect(await requireProject(ctx, top)).toMatchObject({ name: ".reports", parent: null });
  });
});

describe("createProject", () => {
  it("has one winner for a name; the others get 801", async () => {
    const attempts = Array.from({ length: 8 }, () => inTransaction(ctx, (tx) => createProject(tx, "race/for/one")));
    const results = await Promise.allSettled(attempts);
    const losses = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(losses.map((error) => error.subcode)).toEqual(Array(7).fill(801));
  });

  it("refuses the name of a public project with 414", async () => {
    await expect(inTransaction(ctx, (tx) => createProject(tx, "public one"))).rejects.toMatchObject({ subcode: 414 });
  });
});

describe("the rest of the store", () => {
  it("refuses unknown ids and writing to public projects", async () => {
    await expect(requireProject(ctx, "nope")).rejects.toMatchObject({ code: 400, subcode: 401 });
    const { id } = await findOrCreate("public one");
    expect(await requireProject(ctx, id)).toMatchObject({ company: "" });
    await expect(requireProject(ctx, id, { write: true })).rejects.toMatchObject({ code: 403, subcode: 21 });
  });

  it("finds what is below", async () => {
    const leaf = await findOrCreate("below/mid/leaf");
    const other = await findOrCreate("below two");
    const { path } = await requireProject(ctx, leaf.id);
    expect((await descendantIds(ctx, [path[0] ?? ""])).sort()).toEqual([...path, leaf.id].sort());
    expect(await descendantIds(ctx, [other.id, "unknown"])).toEqual([other.id, "unknown"]);
    expect(await descendantIds(ctx, [])).toEqual([]);
  });

  it("moves last_update", async () => {
    const { id } = await findOrCreate("touched");
    await t.app.db.project.update({ where: { id }, data: { last_update: new Date(0) } });
    await inTransaction(ctx, (tx) => touchProjects(tx, [id, null, undefined, "", id]));
    expect((await requireProject(ctx, id)).last_update?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });
});
