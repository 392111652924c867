import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeBody, encodeNumbersBody, encodeTextBody } from "./body";
import { ByteReader, ByteWriter, CorruptDataError } from "./bytes";
import { readFloats, writeFloats, writeFloatsQuickly } from "./floats";
import { readIntegers, writeIntegers, writeIntegersQuickly } from "./integers";
import { decodeLines, encodeLines, type Lines } from "./lines";
import { decodePoints, encodePoints, encodePointsQuickly, type Points } from "./points";
import { readTexts, writeTexts } from "./texts";

/** A random sequence that is the same for a seed (mulberry32). */
function noise(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const safe = fc.maxSafeInteger();
/** Columns as they come: steps, jitter, jumps, extremes. */
const integers = fc.oneof(
  fc.array(safe, { maxLength: 60 }),
  fc.array(fc.integer({ min: -3, max: 300 }), { maxLength: 200 }),
  fc
    .tuple(safe, fc.array(fc.integer({ min: 240, max: 260 }), { maxLength: 200 }))
    .map(([start, steps]) => steps.map((step, index) => Math.trunc(start / 2) + index * 250 + step)),
);
/** Values as they come: any bits, 32-bit ones, few decimals, smooth curves, repetitions. */
const floats = fc.oneof(
  fc.array(fc.double(), { maxLength: 60 }),
  fc.array(fc.float(), { maxLength: 200 }),
  fc.array(
    fc.integer({ min: -9999, max: 9999 }).map((value) => value / 100),
    { maxLength: 200 },
  ),
  fc.array(fc.constantFrom(0, -0, 1, -1, Number.NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE), { maxLength: 60 }),
  fc
    .tuple(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.nat({ max: 300 }))
    .map(([scale, count]) => Array.from({ length: count }, (_, index) => scale * Math.cos(index / 50))),
  // Noise of any width about a curve, over several frames, with lone values far from it.
  fc
    .record({
      count: fc.nat({ max: 1200 }),
      level: fc.double({ noNaN: true, noDefaultInfinity: true }),
      width: fc.double({ noNaN: true, noDefaultInfinity: true }),
      seed: fc.nat(),
      single: fc.boolean(),
      lone: fc.array(fc.tuple(fc.nat({ max: 1199 }), fc.double()), { maxLength: 4 }),
    })
    .map(({ count, level, width, seed, single, lone }) => {
      const random = noise(seed);
      const values = Array.from({ length: count }, (_, index) => level / (1 + index / 300) + width * random());
      for (const [place, value] of lone) if (place < count) values[place] = value;
      return single ? values.map(Math.fround) : values;
    }),
);

/** -0 and 0 differ, NaN is NaN. */
const sameBits = (read: Float64Array, values: readonly number[]) => expect([...read]).toEqual(values);

it("gives any integers back, in either form", async () => {
  await fc.assert(
    fc.asyncProperty(integers, async (values) => {
      const [quick, compact] = [new ByteWriter(), new ByteWriter()];
      writeIntegersQuickly(quick, Float64Array.from(values));
      await writeIntegers(compact, Float64Array.from(values));
      for (const { bytes } of [{ bytes: quick.finish() }, { bytes: compact.finish() }]) {
        const reader = new ByteReader(bytes);
        sameBits(readIntegers(reader, values.length), values);
        expect(() => reader.byte()).toThrow(CorruptDataError);
      }
    }),
    { numRuns: 300 },
  );
});

it("gives the bits of any floats back, in either form", async () => {
  await fc.assert(
    fc.asyncProperty(floats, async (values) => {
      const [quick, compact] = [new ByteWriter(), new ByteWriter()];
      writeFloatsQuickly(quick, Float64Array.from(values));
      await writeFloats(compact, Float64Array.from(values));
      sameBits(readFloats(new ByteReader(quick.finish()), values.length), values);
      sameBits(readFloats(new ByteReader(compact.finish()), values.length), values);
    }),
    { numRuns: 300 },
  );
});

it.each<[number, string, (index: number) => number]>([
  [4, "BAIIY1BVZSAGAQACCGPw9GQgBgEAAghjEJrEQAwCAAIIY7CzYyAGAQA=", (index) => Math.fround((index % 3) / 7)],
  [
    5,
    "BQIZS7137969S3DiwgMQce/eAxBx7wGIgEgAAAIGS8sgDgAAAgZLYyAOAAACBmthIA4AAA==",
    (index) => Math.fround(0.1 + index * 1e-4 + (index % 5) * 1e-8),
  ],
  [
    6,
    "BgIa+98nJSclIyUjA8JSclJgHoQCi4Ak5CTkpAACB/vPxksUAAACBvvPQBwAAAIHa2hkIAoAAA==",
    (index) => Math.fround(1 + index * index * 1e-4),
  ],
  [
    7,
    "BwIIY5g0iYEYBAACCGNQUWEgBgEAAghj8PRkIAYBAAIIY5g0iYEYBAACCGNQUWEgBgEAAghj8PRkIAYBAAIIYzh0iYEYBAACCGOwt2cgBgEA",
    (index) => (index % 3) / 7,
  ],
  [
    8,
    "CAIZC/12oidE7duJviA4EaICJ9S+gIhvx/pCAAIKC1VRV5ZXIkwAAAIGC71GHAAAAgYLfUQcAAACBgsNJg4AAAIGC2UgDgAAAgYLZSAOAAACBmtgIA4AAA==",
    (index) => 1 / 3 + index * 1e-5 + ((index * index) % 5) * 1e-14,
  ],
  [
    9,
    "CQIWC9VZs2bVulVr1q1aA2aAaQgTwoCyAAIHC32lSRQAAAIHCxWpJwoAAAIHC9VZSxQAAAIHCw1jJAoAAAIHCw1lIAoAAAIHCw1lIAoAAAIHa2hgIAoAAA==",
    (index) => 1 / 3 + index * index * 1e-7,
  ],
])("reads floats that were stored in way %i", (way, stored, value) => {
  const bytes = Buffer.from(stored, "base64");
  expect(bytes[0]).toBe(way);
  sameBits(
    readFloats(new ByteReader(bytes), 40),
    Array.from({ length: 40 }, (_, index) => value(index)),
  );
});

it("refuses words in ways that nobody writes", () => {
  for (const bytes of [[12], [10, 5], [11, 0, 8], [10, 1, 0, 3]]) {
    expect(() => readFloats(new ByteReader(Uint8Array.from([...bytes, 0, 0, 0, 0])), 2)).toThrow(CorruptDataError);
  }
});

it("gives any texts back", async () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme", minLength: 100, maxLength: 400 }));
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 6 }), fc.boolean(), async (texts, quickly) => {
      const writer = new ByteWriter();
      await writeTexts(writer, texts, quickly);
      expect(readTexts(new ByteReader(writer.finish()), texts.length)).toEqual(texts);
    }),
  );
});

/** Columns of one length out of those of any. */
const pointsOf = (iter: readonly number[], value: readonly number[]): Points => {
  const count = Math.min(iter.length, value.length);
  return {
    iter: Float64Array.from(iter.slice(0, count)),
    timestamp: Float64Array.from({ length: count }, (_, index) => 1_700_000_000_000 + index * 250 + (index % 7)),
    value: Float64Array.from(value.slice(0, count)),
    attributes: [{ worker: "w" }, { x_axis_label: "epoch", extra: { a: [1, "\u{1f600}"] } }],
    attribute: count % 2 === 0 ? null : Float64Array.from({ length: count }, (_, index) => index % 2),
  };
};

it("gives points back and finds every changed, missing or added byte", async () => {
  await fc.assert(
    fc.asyncProperty(integers, floats, fc.nat(), fc.integer({ min: 1, max: 255 }), async (iter, value, at, flip) => {
      const points = pointsOf(iter, value);
      for (const chunk of [encodePointsQuickly(points), await encodePoints(points)]) {
        expect(decodePoints(chunk)).toEqual(points);
        const broken = Buffer.from(chunk);
        const place = at % chunk.length;
        broken[place] = (broken[place] as number) ^ flip;
        expect(() => decodePoints(broken)).toThrow(CorruptDataError);
        expect(() => decodePoints(chunk.subarray(0, place))).toThrow(CorruptDataError);
        expect(() => decodePoints(Buffer.concat([chunk, Buffer.of(flip)]))).toThrow(CorruptDataError);
      }
    }),
    { numRuns: 200 },
  );
});

it("gives lines and bodies back and finds changed bytes", async () => {
  const lines: Lines = {
    timestamp: Float64Array.of(5, 5, 7),
    arrival: Float64Array.of(1, 2, 0),
    iter: Float64Array.of(0, 3, -1),
    attributes: [
      { metric: "m", variant: "v", level: "info" },
      { metric: "m", variant: "", msgless: true },
    ],
    attribute: Float64Array.of(0, 1, 0),
    msg: ["a \0 \u{1f600}", "", "b".repeat(3000)],
    extra: ["", '{"asctime":"x"}', ""],
  };
  const bodies = [await encodeTextBody("{}".repeat(2000)), encodeNumbersBody([1, -0, Math.PI])];
  const blocks = [await encodeLines(lines, true), await encodeLines(lines, false)];
  for (const block of blocks) expect(decodeLines(block)).toEqual(lines);
  expect(bodies.map(decodeBody)).toEqual(["{}".repeat(2000), [1, -0, Math.PI]]);
  for (const [sealed, decode] of [
    ...blocks.map((block) => [block, decodeLines] as const),
    ...bodies.map((body) => [body, decodeBody] as const),
  ]) {
    for (let place = 0; place < sealed.length; place += 3) {
      const broken = Buffer.from(sealed);
      broken[place] = (broken[place] as number) ^ 0x10;
      expect(() => decode(broken)).toThrow(CorruptDataError);
    }
  }
});

const count = 16_384;
it.each<[string, number, (index: number, random: () => number) => number]>([
  ["a constant", 0.01, () => 0.001],
  ["an integer counter", 0.01, (index) => index * 64],
  ["a learning-rate schedule in steps", 0.05, (index) => 0.1 * 0.5 ** Math.floor(index / 4000)],
  ["a cosine schedule", 2, (index) => 0.0005 * (1 + Math.cos((Math.PI * index) / count))],
  ["a noisy 32-bit loss", 2.7, (index, random) => Math.fround((0.2 + Math.exp(-index / 5000)) * (1 + random() / 10))],
  // Of its noise alone each value holds 24.9 bits.
  ["a 32-bit loss near zero", 3.2, (_, random) => Math.fround((random() + random() * 2 ** -32) * 0.05)],
  ["a smoothed 32-bit loss", 2.3, (index, random) => Math.fround(1 + Math.exp(-index / 5000) + random() * 0.002)],
  ["a percentage with two decimals", 2, (_, random) => Math.round(random() * 10_000) / 100],
  ["random doubles", 8, (_, random) => random() + random() * 2 ** -32],
])("keeps %s in at most %f bytes a point", async (_what, most, value) => {
  const random = noise();
  const points: Points = {
    iter: Float64Array.from({ length: count }, (_, index) => index),
    timestamp: Float64Array.from({ length: count }, (_, index) => 1_700_000_000_000 + index * 250),
    value: Float64Array.from({ length: count }, (_, index) => value(index, random)),
    attributes: [{ worker: "host:gpu0" }],
    attribute: null,
  };
  expect((await encodePoints(points)).length / count).toBeLessThanOrEqual(most);
});
