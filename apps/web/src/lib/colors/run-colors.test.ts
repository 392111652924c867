import { expect, it } from "vitest";
import { assignSlots, COLOR_COUNT, SLOT_COUNT, slotStyle } from "./run-colors";

const ids = Array.from({ length: 60 }, (_, index) => `run-${index}`);

it("gives twelve runs that are shown together twelve colours", () => {
  const slots = assignSlots(ids.slice(0, COLOR_COUNT), {});
  const colors = new Set(Object.values(slots).map((slot) => slotStyle(slot).color));
  expect(colors.size).toBe(COLOR_COUNT);
  expect(Object.values(slots).every((slot) => slotStyle(slot).dash.length === 0)).toBe(true);
});

it("uses dashes after that, and 48 styles in all", () => {
  const slots = assignSlots(ids.slice(0, SLOT_COUNT), {});
  expect(new Set(Object.values(slots)).size).toBe(SLOT_COUNT);
  expect(slotStyle(COLOR_COUNT).dash).not.toEqual([]);
});

it("never changes a style that was given", () => {
  const first = assignSlots(ids.slice(0, 5), {});
  const second = assignSlots(ids, first);
  for (const id of ids.slice(0, 5)) expect(second[id]).toBe(first[id]);
  expect(assignSlots(ids.slice(0, 5), first)).toBe(first);
});

it("still answers when all styles are used up", () => {
  expect(Object.keys(assignSlots(ids, {}))).toHaveLength(ids.length);
});
