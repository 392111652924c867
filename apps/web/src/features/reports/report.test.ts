import { expect, it } from "vitest";
import { isEditable, projectName, reportsRequest } from "./report";

const query = { text: "", tag: null, state: "all", archived: false, orderBy: ["-last_update"] } as const;

it("asks for reports outside of the archive, by text, tag and state", () => {
  expect(reportsRequest(query)).toEqual({ system_tags: ["__$not", "archived"], order_by: ["-last_update"] });
  expect(
    reportsRequest({ ...query, text: "a+b", tag: "sweep", state: "draft", archived: true, orderBy: ["name"] }),
  ).toEqual({
    system_tags: ["__$and", "archived"],
    order_by: ["name"],
    _any_: { pattern: "a\\+b", fields: ["name", "id", "report"] },
    filters: { tags: { any: { include: ["sweep"] } } },
    status: ["created"],
  });
});

it("names the project that a report is about", () => {
  expect(projectName({ id: "1", project: { name: "vision/roads/.reports" } })).toBe("vision/roads");
  expect(projectName({ id: "1", project: { name: ".reports" } })).toBeNull();
});

it("lets only drafts be edited", () => {
  expect(isEditable({ id: "1", status: "created" })).toBe(true);
  expect(isEditable({ id: "1", status: "published" })).toBe(false);
});
