import fc from "fast-check";
import { expect, it } from "vitest";
import { attachment } from "./cookies";

it("a plain file name needs no quotes, any other is quoted and encoded", () => {
  expect(attachment("clearml-csv-tasks.csv")).toBe("attachment; filename=clearml-csv-tasks.csv");
  expect(attachment("a b.csv")).toBe('attachment; filename="a b.csv"');
  expect(attachment('ü"1.csv')).toBe("attachment; filename=__1.csv; filename*=UTF-8''%C3%BC%221.csv");
});

it("no file name breaks the header, and each can be read back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (name) => {
      const header = attachment(name);
      expect(header).toMatch(/^[\x20-\x7e]*$/);
      const encoded = /filename\*=UTF-8''(.*)$/.exec(header)?.[1];
      const plain = /filename=("?)(.*)\1$/.exec(header)?.[2];
      expect(encoded === undefined ? plain : decodeURIComponent(encoded)).toBe(name);
    }),
  );
});
