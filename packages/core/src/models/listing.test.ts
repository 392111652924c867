import { afterAll, beforeAll, expect, it } from "vitest";
import { createFindTest, type FindTest, NOW } from "../platform/find/testing";
import { newId } from "../platform/ids";
import { validate } from "../platform/invoke";
import { Version } from "../platform/version";
import { getAll } from "./endpoints/get_all";
import { getAllEx } from "./endpoints/get_all_ex";
import { getById } from "./endpoints/get_by_id";
import { getByIdEx } from "./endpoints/get_by_id_ex";

let test: FindTest;
let model: string;
beforeAll(async () => {
  test = await createFindTest();
  model = newId();
  const common = { company: test.user.company, user: test.user.user, created: NOW };
  await test.db.model.create({ data: { id: model, name: "one", labels: { a: 1, b: 2 }, ready: true, ...common } });
  await test.db.model.create({ data: { id: newId(), name: "two", parent: model, ...common } });
  await test.db.modelMetadata.create({ data: { model, key: "a.b", type: "str", value: "x" } });
});
afterAll(() => test.close());

type Listed = { models: Record<string, unknown>[] };
const list = async (endpoint: typeof getAll | typeof getAllEx | typeof getByIdEx, body: Record<string, unknown>) =>
  ((await endpoint.handler(test.ctx, validate(endpoint, body) as never)) as Listed).models;

it("filters by readiness, parent and metadata", async () => {
  const names = async (body: Record<string, unknown>) =>
    (await list(getAll, { order_by: ["name"], ...body })).map(({ name }) => name);
  expect(await names({ ready: true })).toEqual(["one"]);
  expect(await names({ ready: false })).toEqual(["two"]);
  expect(await names({ parent: [model] })).toEqual(["two"]);
  expect(await names({ "metadata.a%2Eb.value": ["x"] })).toEqual(["one"]);
  expect(await names({ order_by: ["-metadata.a%2Eb.value"] })).toEqual(["one", "two"]);
  await expect(names({ ready: "yes" })).rejects.toMatchObject({ code: 400, subcode: 12 });
  await expect(names({ "metadata.a.b.c": ["x"] })).rejects.toMatchObject({ code: 400, subcode: 12 });
});

it("counts labels when asked", async () => {
  const counts = (await list(getAllEx, { include_stats: true, order_by: ["name"] })).map(({ stats }) => stats);
  expect(counts).toEqual([{ labels_count: 2 }, { labels_count: 0 }]);
});

it("looks up by id, and by no ids finds none", async () => {
  expect(await list(getByIdEx, { id: [model, newId()], only_fields: ["name"] })).toEqual([{ id: model, name: "one" }]);
  expect(await list(getByIdEx, { id: [] })).toEqual([]);
  await expect(getById.handler(test.ctx, { model: newId() } as never)).rejects.toMatchObject({
    code: 400,
    subcode: 201,
  });
  expect(() => validate(getByIdEx, { model })).toThrow(expect.objectContaining({ code: 400, subcode: 11 }));
});

it("gives old clients an empty list of metadata", async () => {
  const metadata = async (version: string) =>
    (
      (await getById.handler({ ...test.ctx, version: Version.of(version) }, { model } as never)) as {
        model: { metadata: unknown };
      }
    ).model.metadata;
  expect(await metadata("2.16")).toEqual([]);
  expect(await metadata("2.17")).toEqual({ "a.b": { key: "a.b", type: "str", value: "x" } });
});
