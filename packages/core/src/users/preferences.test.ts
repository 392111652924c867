import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Document } from "../platform/documents";
import { createTestApp, type TestApp } from "../testing";
import { withPreferences } from "./preferences";

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const set = (preferences: unknown, more: object = {}) => test.call("users.set_preferences", { preferences, ...more });
const stored = async () => (await test.call<{ preferences: Document }>("users.get_preferences")).preferences;

describe("preferences", () => {
  it("are set by path, whole branches too, and null is a value", async () => {
    expect(await stored()).toEqual({});
    expect(await set({ theme: "dark", "views.table.width": 10 })).toEqual({
      updated: 1,
      fields: { preferences: { theme: "dark", views: { table: { width: 10 } } } },
    });
    expect(await set({ "views.table.height": 20, theme: null }, { return_updated: false })).toEqual({
      updated: 1,
      fields: {},
    });
    expect(await stored()).toEqual({ theme: null, views: { table: { width: 10, height: 20 } } });
    await set({ views: { only: true }, "x--DOT--y": "kept" });
    expect(await stored()).toEqual({ theme: null, views: { only: true }, "x--DOT--y": "kept" });
    expect(await set({})).toEqual({ updated: 0, fields: {} });
  });

  it.each([
    [{ "views.only.deeper": 1 }, 305],
    [{ "": 1 }, 305],
    [{ "a..b": 1 }, 305],
    [{ "a.$set": 1 }, 16],
    [{ big: "x".repeat(1_000_001) }, 305],
    [[1], 12],
    ["x", 12],
    [null, 12],
  ])("refuse %.40j with 400/%i and stay as they are", async (preferences, subcode) => {
    await set({ views: { only: true } });
    const before = await stored();
    await expect(set(preferences)).rejects.toMatchObject({ code: 400, subcode });
    expect(await stored()).toEqual(before);
  });

  it("lose none of many changes made at once", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => set({ [`at_once.k${index}`]: index })));
    expect(Object.keys((await stored()).at_once as Document)).toHaveLength(20);
  });
});

it("a value that was set is found at its path, and nothing else has changed", () => {
  const key = fc.oneof(fc.constantFrom("a", "b", "__proto__", "constructor"), fc.stringMatching(/^[a-z_ ü-]{1,6}$/));
  const path = fc.array(key, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.dictionary(key, fc.jsonValue())),
      path,
      fc.jsonValue(),
      (before, parts, value) => {
        const copy = structuredClone(before);
        let after: Document;
        try {
          after = withPreferences(before, { [parts.join(".")]: value });
        } catch (error) {
          expect(error).toMatchObject({ subcode: 305 });
          return;
        }
        expect(before).toEqual(copy);
        expect(parts.reduce<unknown>((at, part) => (at as Document)[part], after)).toEqual(value);
        const [top = ""] = parts;
        const others = ({ ...document }: Document) => Object.entries(document).filter(([name]) => name !== top);
        expect(others(after)).toEqual(others(before));
      },
    ),
  );
});
