import { afterAll, beforeAll, expect, it } from "vitest";
import { createFindTest, type FindTest, NOW } from "../platform/find/testing";
import { newId } from "../platform/ids";
import { validate } from "../platform/invoke";
import { getAll } from "./endpoints/get_all";
import { getAllEx } from "./endpoints/get_all_ex";
import { getById } from "./endpoints/get_by_id";

let test: FindTest;
beforeAll(async () => {
  test = await createFindTest();
});
afterAll(() => test.close());

const list = async (endpoint: typeof getAll | typeof getAllEx, body: Record<string, unknown>) =>
  ((await endpoint.handler(test.ctx, validate(endpoint, body) as never)) as { users: { name: string }[] }).users;

it("shows no role, mail address or preferences", async () => {
  const id = newId();
  await test.db.user.create({
    data: {
      id,
      company: test.user.company,
      name: "Someone",
      role: "admin",
      email: "a@b.c",
      preferences: { a: 1 },
      created: NOW,
    },
  });
  const shown = { id, company: test.user.company, name: "Someone", created: "2026-01-02T03:04:05.678000+00:00" };
  expect(await list(getAll, { id: [id] })).toEqual([shown]);
  expect(await getById.handler(test.ctx, { user: id } as never)).toEqual({ user: shown });
  await expect(list(getAll, { only_fields: ["role"] })).rejects.toMatchObject({ code: 400, subcode: 14 });
});

it("finds who made something in a project or below", async () => {
  const maker = newId();
  await test.db.user.create({
    data: { id: maker, company: test.user.company, name: "Maker", role: "user", created: NOW },
  });
  const top = await test.addProject("top");
  const below = await test.addProject("top/below", [top]);
  await test.addTask({ name: "made", project: below, user: maker });
  const active = async (active_in_projects: string[]) =>
    (await list(getAllEx, { active_in_projects, order_by: ["name"], only_fields: ["name"] })).map(({ name }) => name);
  expect(await active([below])).toEqual(["Maker", "The user"]);
  expect(await active([newId()])).toEqual([]);
  expect(await active([])).toEqual(["Maker", "The user"]);
});
