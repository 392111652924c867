import { createTestDatabase, type TestDatabase } from "@limpid/db/testing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openEventStore } from "../src/open";
import type { EventStore, Series } from "../src/store";
import { newOwner, run } from "./events";

let database: TestDatabase;
let store: EventStore;
beforeAll(async () => {
  database = await createTestDatabase();
  store = await openEventStore({ url: database.url, autoCompact: false });
  await store.ready();
});
afterAll(async () => {
  await store.close();
  await database.close();
});

it("holds a hundred thousand variants of one batch", { timeout: 120_000 }, async () => {
  const owner = newOwner();
  const count = 100_000;
  const scalars = Array.from({ length: count }, (_, index) =>
    run(owner, [[index, index / 3]], { variant: `v${index}` }),
  );
  await store.append({ scalars });
  const check = async () => {
    const curves = await store.series({ owners: [owner] });
    expect(curves).toHaveLength(count);
    const wrong = curves.filter(({ variant, iter, value }) => {
      const index = Number(variant.slice(1));
      return iter.length !== 1 || iter[0] !== index || value[0] !== index / 3;
    });
    expect(wrong).toEqual([]);
  };
  await check();
  expect(await store.compact(owner)).toEqual({ series: count, chunksBefore: count, chunksAfter: count });
  await check();
  expect(await store.remove({ owners: [owner] })).toBe(count);
});

type Point = readonly [iter: number, value: number, timestamp: number];

/** The curve that is left of points in the order they came: the last of each iteration. */
function curveOf(points: readonly Point[]) {
  const last = new Map(points.map((point) => [point[0], point]));
  const left = [...last.values()].sort((one, other) => one[0] - other[0]);
  return {
    iter: Float64Array.from(left, ([iter]) => iter),
    value: Float64Array.from(left, ([, value]) => value),
    timestamp: Float64Array.from(left, ([, , timestamp]) => timestamp),
  };
}
const columns = ({ iter, value, timestamp }: Series) => ({ iter, value, timestamp });

/** Steps of a curve as only a broken program makes them. */
const iteration = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }),
  fc.maxSafeInteger(),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 31, -(2 ** 31) - 1, 0),
);
/** A clock that jumps, back too. */
const time = fc.oneof(
  fc.integer({ min: 1_700_000_000_000, max: 1_700_000_100_000 }),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -1, 253_402_300_799_999, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);
const batches = fc.array(fc.array(fc.tuple(iteration, fc.double(), time), { minLength: 1, maxLength: 60 }), {
  minLength: 1,
  maxLength: 5,
});

it("keeps any iterations and times, in any order and as often as they come", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.nat(), async (parts, compacted) => {
      const owner = newOwner();
      for (const [index, points] of parts.entries()) {
        await store.append({ scalars: [run(owner, points)] });
        if (index === compacted % parts.length) await store.compact(owner);
      }
      const expected = curveOf(parts.flat());
      expect((await store.series({ owners: [owner] })).map(columns)).toEqual([expected]);
      await store.compact(owner);
      expect((await store.series({ owners: [owner] })).map(columns)).toEqual([expected]);
    }),
    { numRuns: 100 },
  );
});

it("keeps a long curve whose clock jumps and whose iterations lie far apart", { timeout: 120_000 }, async () => {
  const owner = newOwner();
  const points = Array.from({ length: 50_000 }, (_, index): Point => {
    const iter = Math.round((index - 25_000) * 171_798.6) * 2 + (index % 3);
    return [iter, Math.sin(index), 1_700_000_000_000 + index * 250 - (index % 10_000 === 9_999 ? 2 ** 45 : 0)];
  });
  // Every second one first, and a tenth of all once more.
  const order = [
    ...points.filter((_, index) => index % 2 === 0),
    ...points,
    ...points.filter((_, index) => index % 10 === 0),
  ];
  for (let start = 0; start < order.length; start += 7_001) {
    await store.append({ scalars: [run(owner, order.slice(start, start + 7_001))] });
  }
  await store.compact(owner);
  expect((await store.series({ owners: [owner] })).map(columns)).toEqual([curveOf(points)]);
  const { iter: [lowest] = [] } = curveOf(points);
  expect(await store.summarize({ owners: [owner] })).toMatchObject([{ count: points.length, min_iter: lowest }]);
});
