import { brotliCompressSync, crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeBody, encodeTextBody } from "./body";
import { CorruptDataError } from "./bytes";
import { FIGURE_WORDS } from "./figures";

const figure = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 400 }),
  fc
    .record({
      type: fc.constantFrom("bar", "scatter", "heatmap"),
      name: fc.string(),
      x: fc.array(fc.double({ noNaN: true }), { maxLength: 60 }),
    })
    .map((trace) => JSON.stringify({ data: [trace], layout: { xaxis: { title: "x" } } })),
  fc.nat({ max: 40_000 }).map((length) => "[0.5, 1.25]".repeat(length).slice(0, length)),
);

it("gives any figure back, and finds a changed byte", async () => {
  await fc.assert(
    fc.asyncProperty(figure, fc.nat(), fc.integer({ min: 1, max: 255 }), async (text, at, flip) => {
      const body = await encodeTextBody(text);
      expect(decodeBody(body)).toBe(text);
      expect(body.length).toBeLessThan(Buffer.byteLength(text) + 16);
      body[at % body.length] = (body[at % body.length] as number) ^ flip;
      expect(() => decodeBody(body)).toThrow(CorruptDataError);
    }),
    { numRuns: 200 },
  );
});

it.each([
  ["as it is", "A7EIHJUAAAt7ImRhdGEiOltdfQ==", { data: [] }],
  ["by brotli", "A1Nb0ZUAARobugQABFQ58grOrMsBb89LEgPDGBrHuBIsHg==", { data: "ab".repeat(600) }],
])("reads a figure that was stored %s, before there was a dictionary", (_way, stored, value) => {
  expect(decodeBody(Buffer.from(stored, "base64"))).toBe(JSON.stringify(value));
});

it("keeps the dictionary of figures as it was when the first was stored", () => {
  expect([FIGURE_WORDS.length, crc32(FIGURE_WORDS)]).toEqual([11265, 2499595010]);
});

it("keeps small figures in half of what brotli makes of them", async () => {
  const text = `{"data": [{"name": "loss", "y": [0.25, 0.5, 12, 7, 3.5], "x": [0, 1, 2, 3, 4], "type": "bar"}], "layout": {"title": "loss", "xaxis": {"title": "bin"}, "yaxis": {"title": "count"}, "barmode": "group", "bargap": 0.08, "bargroupgap": 0}}`;
  expect((await encodeTextBody(text)).length).toBeLessThan(brotliCompressSync(text).length / 2);
});
