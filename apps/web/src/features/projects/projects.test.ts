import { expect, it } from "vitest";
import { contentWords } from "./delete-project";
import { countsByKind } from "./project-card";
import { ancestorNames, cardsRequest, directChildren, shortName } from "./query";

it("asks for the top level, for what is below a project, and over all levels when searching", () => {
  expect(cardsRequest({ parent: null, search: "", sort: "name" })).toMatchObject({
    shallow_search: true,
    order_by: ["name"],
  });
  expect(cardsRequest({ parent: "p", search: "", sort: "name" })).toMatchObject({
    shallow_search: true,
    parent: ["p"],
  });
  const search = cardsRequest({ parent: null, search: "a.b(c", sort: "name" });
  expect(search).toMatchObject({ _any_: { pattern: "a\\.b\\(c" } });
  expect(search).not.toHaveProperty("shallow_search");
});

it("walks a path", () => {
  expect(ancestorNames("a/b/c")).toEqual(["a", "a/b", "a/b/c"]);
  expect(shortName({ name: "a/b/c" })).toBe("c");
});

it("tells children from grandchildren", () => {
  const project = {
    id: "1",
    name: "a",
    sub_projects: [
      { id: "3", name: "a/z" },
      { id: "2", name: "a/b" },
      { id: "4", name: "a/b/c" },
    ],
  };
  expect(directChildren(project).map((child) => child.id)).toEqual(["2", "3"]);
});

it("adds up the wire's states into those that people see", () => {
  expect(countsByKind({ completed: 2, closed: 1, failed: 0, in_progress: 4 })).toEqual([
    ["running", 4],
    ["completed", 3],
  ]);
});

it("says what a deletion takes along", () => {
  expect(contentWords({ tasks: 3, non_archived_tasks: 1, models: 1, non_archived_models: 0 })).toEqual([
    "3 runs (1 not archived)",
    "1 model",
  ]);
  expect(contentWords({ tasks: 0 })).toEqual([]);
});
