import { expect, it } from "vitest";
import { parseFilters } from "@/features/runs/filter";
import { modelsRequest } from "./request";

const query = { projectId: "*", text: "", regex: false, filters: {}, archived: false, orderBy: ["name"] };
const filtered = (text: string) => modelsRequest({ ...query, filters: parseFilters(text) });

it("asks for models outside of the archive, in their order", () => {
  expect(modelsRequest(query)).toEqual({ system_tags: ["__$not", "archived"], order_by: ["name"] });
  expect(modelsRequest({ ...query, projectId: "p", archived: true })).toMatchObject({
    project: ["p"],
    include_subprojects: true,
    system_tags: ["__$and", "archived"],
  });
});

it("makes one flag of published and draft", () => {
  expect(filtered("ready:true").ready).toBe(true);
  expect(filtered("ready:!true").ready).toBe(false);
  expect(filtered("ready:true,false")).not.toHaveProperty("ready");
});

it("filters by framework, tags and text", () => {
  expect(filtered("framework:PyTorch;tags:a,!b")).toMatchObject({
    framework: ["__$any", "PyTorch"],
    filters: { tags: { any: { include: ["a"] }, all: { include: [], exclude: ["b"] } } },
  });
  expect(modelsRequest({ ...query, text: "a.b" })._any_).toMatchObject({ pattern: "a\\.b" });
});
