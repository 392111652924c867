import { expect, it } from "vitest";
import { collectionsRequest, placeOf } from "./collection";

it("tells the name from the project", () => {
  expect(placeOf("dataset", "vision/.datasets/roads")).toEqual({ name: "roads", project: "vision" });
  expect(placeOf("pipeline", "a/b/.pipelines/nightly/large")).toEqual({ name: "nightly/large", project: "a/b" });
  expect(placeOf("pipeline", ".pipelines/nightly")).toEqual({ name: "nightly", project: null });
  expect(placeOf("dataset", "old style")).toEqual({ name: "old style", project: null });
});

it("searches hidden projects of one kind, and counts their members only", () => {
  expect(collectionsRequest("pipeline", { search: "a.b", sort: "name" })).toMatchObject({
    search_hidden: true,
    system_tags: ["__$all", "pipeline", "__$not", "archived"],
    include_stats_filter: { system_tags: ["pipeline"], type: ["controller"] },
    _any_: { pattern: "a\\.b" },
    order_by: ["name"],
  });
  expect(collectionsRequest("dataset", { search: "", sort: "name" })).toMatchObject({ include_dataset_stats: true });
});
