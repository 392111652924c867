import fc from "fast-check";
import { expect, it } from "vitest";
import { encodePointsQuickly } from "../codec/points";
import { type Chunk, type ChunkHeader, curvePoints, intoCurves, isClean, overlapping } from "./chunks";
import { type MergeLimits, mergeChunks } from "./merge";
import { planMerge } from "./plan";
import { chunksOf, mergedChunk } from "./runs";

const curve = { owner: "o", metric: "m", variant: "v", key: "" };
const noBins = { fine: false, coarse: false };

/** A curve's pieces in memory, which grow and are merged as an engine does it. */
class Pieces {
  pieces: Chunk[] = [];
  #id = 1;
  /** Points that were rewritten, and the most that one turn of a merge held. */
  rewritten = 0;
  largestLoad = 0;

  add(iters: readonly number[], value: number): void {
    const [chunk] = chunksOf({
      ...{ ...curve, iter: iters, timestamp: iters.map((iter) => 1000 + iter), value: iters.map(() => value) },
      x_axis_label: value % 3 === 0 ? undefined : `label ${value % 3}`,
    });
    const id = this.#id++;
    if (chunk) this.pieces.push({ ...chunk, ...noBins, id, written: id, fresh: true });
  }

  async merge(state: "busy" | "settled", limits?: MergeLimits): Promise<boolean> {
    const [whole] = intoCurves(this.pieces);
    const planned = whole && planMerge(whole, state, limits?.full);
    if (!planned) return false;
    const load = async (headers: readonly ChunkHeader[]): Promise<Chunk[]> => {
      this.largestLoad = Math.max(
        this.largestLoad,
        headers.reduce((sum, { points }) => sum + points, 0),
      );
      return headers.flatMap(({ id }) => this.pieces.find((piece) => piece.id === id) ?? []);
    };
    const written = Math.max(...planned.map((piece) => piece.written));
    const made: Chunk[] = [];
    for await (const points of mergeChunks(planned, load, limits)) {
      made.push({ ...(await mergedChunk(curve, points)), ...noBins, id: this.#id++, written, fresh: false });
      this.rewritten += points.iter.length;
    }
    const gone = new Set(planned.map(({ id }) => id));
    this.pieces = [...this.pieces.filter(({ id }) => !gone.has(id)), ...made];
    return true;
  }

  points() {
    const [whole] = intoCurves(this.pieces);
    return whole ? curvePoints(whole) : undefined;
  }
}

const limits = { budget: 32, full: 16 };
const batch = fc.record({
  iters: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 }),
  merge: fc.constantFrom(undefined, undefined, undefined, "busy" as const, "settled" as const),
});

it("changes nothing that is read, in whatever order pieces come and are merged", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { maxLength: 60 }), async (batches) => {
      const pieces = new Pieces();
      const expected = new Map<number, number>();
      for (const [value, { iters, merge }] of batches.entries()) {
        pieces.add(iters, value);
        for (const iter of iters) expected.set(iter, value);
        if (!merge) continue;
        await pieces.merge(merge, limits);
        const read = pieces.points();
        const sorted = [...expected].sort(([one], [other]) => one - other);
        expect([...(read?.iter ?? [])]).toEqual(sorted.map(([iter]) => iter));
        expect([...(read?.value ?? [])]).toEqual(sorted.map(([, number]) => number));
      }
      await pieces.merge("settled", limits);
      expect(overlapping(pieces.pieces).every(isClean)).toBe(true);
      expect(await pieces.merge("settled", limits)).toBe(false);
    }),
    { numRuns: 200 },
  );
});

it("goes through a curve that does not fit into memory several times, and gives the same", async () => {
  const piece = fc.record({
    start: fc.integer({ min: 0, max: 300 }),
    step: fc.integer({ min: 1, max: 9 }),
    count: fc.integer({ min: 1, max: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 2, maxLength: 60 }), async (list) => {
      const pieces = new Pieces();
      for (const [value, { start, step, count }] of list.entries()) {
        pieces.add(
          Array.from({ length: count }, (_, index) => start + index * step),
          value,
        );
      }
      const expected = pieces.points();
      await pieces.merge("settled", limits);
      const read = pieces.points();
      expect([read?.iter, read?.value, read?.timestamp]).toEqual([
        expected?.iter,
        expected?.value,
        expected?.timestamp,
      ]);
      // Only the last one is not full.
      expect(pieces.pieces.slice(0, -1).every(({ points }) => points === limits.full)).toBe(true);
      expect(pieces.largestLoad).toBeLessThan(limits.budget + 20);
    }),
    { numRuns: 200 },
  );
});

it("rewrites the points of a growing curve a few times, not once a batch", async () => {
  const pieces = new Pieces();
  let most = 0;
  for (let start = 0; start < 20_000; start += 10) {
    pieces.add(
      Array.from({ length: 10 }, (_, index) => start + index),
      start,
    );
    await pieces.merge("busy");
    most = Math.max(most, pieces.pieces.length);
  }
  expect(most).toBeLessThan(32);
  expect(pieces.rewritten).toBeLessThan(12 * 20_000);
});

it("keeps shared attributes of points apart", () => {
  const attributes = [{ worker: "a" }, { worker: "b" }];
  const points = {
    ...{ iter: Float64Array.of(1, 2), timestamp: Float64Array.of(1, 2), value: Float64Array.of(1, 2) },
    attributes,
    attribute: Float64Array.of(0, 1),
  };
  const bounds = { min_iter: 1, max_iter: 2, min_timestamp: 1, max_timestamp: 2 };
  const header = { ...curve, ...bounds, ...noBins, ascending: true, points: 2 };
  const chunk = (id: number): Chunk => ({ ...header, id, written: id, fresh: true, data: encodePointsQuickly(points) });
  const [whole] = intoCurves([chunk(1), chunk(2)]);
  expect(whole && curvePoints(whole)).toEqual(points);
});
