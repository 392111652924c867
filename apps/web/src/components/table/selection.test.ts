import { expect, it } from "vitest";
import { headerState, selectRow } from "./selection";

const order = ["a", "b", "c", "d", "e"];

it("toggles one row", () => {
  expect([...selectRow(order, new Set(), "b", { anchor: null, range: false })]).toEqual(["b"]);
  expect([...selectRow(order, new Set(["b"]), "b", { anchor: null, range: false })]).toEqual([]);
});

it("takes a range in either direction, and takes it off again", () => {
  expect([...selectRow(order, new Set(["b"]), "d", { anchor: "b", range: true })].sort()).toEqual(["b", "c", "d"]);
  expect([...selectRow(order, new Set(["d"]), "a", { anchor: "d", range: true })].sort()).toEqual(["a", "b", "c", "d"]);
  expect([...selectRow(order, new Set(order), "b", { anchor: "d", range: true })].sort()).toEqual(["a", "e"]);
});

it("takes only the row when the anchor is gone", () => {
  expect([...selectRow(order, new Set(), "c", { anchor: "gone", range: true })]).toEqual(["c"]);
});

it("keeps what is selected outside of the loaded rows", () => {
  const next = selectRow(order, new Set(["far"]), "a", { anchor: null, range: false });
  expect(next.has("far")).toBe(true);
  expect(headerState(order, new Set(["far"]))).toBe("indeterminate");
});

it("tells the header's box", () => {
  expect(headerState(order, new Set())).toBe(false);
  expect(headerState(order, new Set(["a"]))).toBe("indeterminate");
  expect(headerState(order, new Set(order))).toBe(true);
});
