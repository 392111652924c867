import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Batch,
  EventInputError,
  type EventStore,
  type PruneQuery,
  type RemoveQuery,
  SINGLE_VALUE_ITER,
  type ThinQuery,
  type Usage,
} from "../src/store";
import { arbitraries } from "./arbitraries";
import type { Engine } from "./conformance";
import { image, log, newOwner, plot, run } from "./events";
import { ModelStore } from "./model";

/** Usage without bytes, which are the engine's own. */
const shares = (usage: readonly Usage[]) => usage.map(({ owner, kind, events }) => ({ owner, kind, events }));

/** One thing that happens to a store. */
type Step =
  | { readonly append: Batch }
  | { readonly remove: RemoveQuery }
  | { readonly thin: ThinQuery }
  | { readonly prune: PruneQuery }
  | { readonly compact: true };

const noise = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => [from + index, Math.sin(from + index) * ((from + index) % 13)] as const);

/** The second part of the tests that every engine passes: what takes up how much, and what makes it less. */
export function describeRetention(engine: Engine): void {
  let store: EventStore;

  beforeAll(async () => {
    store = await engine.open();
    await store.ready();
  });
  afterAll(() => store.close());

  const bytesOf = async (owner: string): Promise<number> =>
    (await store.usage([owner])).reduce((sum, { bytes }) => sum + bytes, 0);

  describe(`${engine.name}: retention compared with a model`, () => {
    const names = [newOwner(), newOwner(), newOwner()] as const;
    const { batch, removal, thinning, pruning } = arbitraries([...names]);
    const step: fc.Arbitrary<Step> = fc.oneof(
      { weight: 6, arbitrary: fc.record({ append: batch }) },
      { weight: 1, arbitrary: fc.record({ remove: removal }) },
      { weight: 2, arbitrary: fc.record({ thin: thinning }) },
      { weight: 2, arbitrary: fc.record({ prune: pruning }) },
      { weight: 1, arbitrary: fc.constant({ compact: true } as const) },
    );

    async function play(model: ModelStore, next: Step): Promise<void> {
      if ("append" in next) {
        await store.append(next.append);
        model.append(next.append);
      } else if ("remove" in next) expect(await store.remove(next.remove)).toBe(model.remove(next.remove));
      else if ("thin" in next) expect(shares(await store.thin(next.thin))).toEqual(model.thin(next.thin));
      else if ("prune" in next) {
        const planned = await store.prune({ ...next.prune, dryRun: true });
        expect(shares(planned)).toEqual(model.prune(next.prune));
        expect(shares(await store.prune(next.prune))).toEqual(shares(planned));
      } else await store.compact();
    }

    it("keeps what the model keeps, and counts what is there", { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
          await store.remove({ owners: names });
          const model = new ModelStore();
          for (const next of steps) await play(model, next);
          const scan = { order: "iter", direction: "asc", limit: 1000 } as const;
          for (const owner of names) {
            for (const kind of ["scalar", "vector", "image", "plot", "log"] as const) {
              const { events } = await store.scan({ ...scan, owner, kind });
              expect(events).toEqual(model.scan({ ...scan, owner, kind }).events);
            }
          }
          // Once nothing is overwritten any more, what is stored is what there is.
          await store.compact();
          const usage = await store.usage(names);
          expect(shares(usage)).toEqual(model.usage(names));
          expect(usage.every(({ bytes }) => bytes > 0)).toBe(true);
        }),
        { numRuns: 150 },
      );
    });
  });

  describe(`${engine.name}: usage`, () => {
    it("tells of owners that have something, in order", async () => {
      const owners = [newOwner(), newOwner(), newOwner()].sort();
      for (const owner of owners) await store.append({ scalars: [run(owner, [[1, 1]])], events: [log(owner, 1, "x")] });
      const usage = await store.usage([newOwner(), ...owners.toReversed(), "nul\0"]);
      expect(shares(usage)).toEqual(
        owners.flatMap((owner) => [
          { owner, kind: "log", events: 1 },
          { owner, kind: "scalar", events: 1 },
        ]),
      );
      expect(await store.usage([])).toEqual([]);
    });

    it("tells the bytes as they are stored, so that they fall when pieces are merged", async () => {
      const owner = newOwner();
      for (let part = 0; part < 20; part++) {
        await store.append({
          scalars: [run(owner, noise(200, part * 200))],
          events: [log(owner, part, `epoch ${part}: all is well ${"and so on ".repeat(50)}`)],
        });
      }
      const body = JSON.stringify(Array.from({ length: 5000 }, (_, index) => Math.sin(index)));
      await store.append({ events: [plot(owner, 1, body)] });
      const bytes = async () => Object.fromEntries((await store.usage([owner])).map((row) => [row.kind, row.bytes]));
      const before = await bytes();
      await store.compact(owner);
      const after = await bytes();
      expect(after.scalar).toBeLessThan(before.scalar ?? 0);
      expect(after.scalar).toBeGreaterThan(4000);
      expect(after.log).toBeLessThan((before.log ?? 0) / 4);
      expect(after.plot).toBeGreaterThan(body.length / 4);
      expect(after.plot).toBeLessThan(body.length);
    });
  });

  describe(`${engine.name}: thin`, () => {
    it("keeps the outline of a long curve as it was reported, and a second time changes nothing", async () => {
      const owner = newOwner();
      const points = noise(50_000);
      await store.append({ scalars: [run(owner, points.slice(20_000), { worker: "late" })] });
      await store.append({ scalars: [run(owner, points.slice(0, 30_000))] });
      await store.append({ scalars: [run(owner, [[SINGLE_VALUE_ITER, 7]])] });
      const before = await bytesOf(owner);
      const planned = await store.thin({ owners: [owner], points: 1000, dryRun: true });
      expect(shares(planned)).toEqual([{ owner, kind: "scalar", events: 60_000 - 1000 }]);
      const [gone] = await store.thin({ owners: [owner], points: 1000 });
      const [curve] = await store.series({ owners: [owner] });
      const iters = [...(curve?.iter ?? [])];
      expect(iters.length).toBeLessThanOrEqual(1000);
      expect(iters.length).toBeGreaterThan(900);
      expect(gone?.events).toBe(50_000 - iters.length);
      expect(before - (await bytesOf(owner))).toBe(gone?.bytes);
      expect([iters[0], iters.at(-1)]).toEqual([0, 49_999]);
      expect([...(curve?.value ?? [])]).toEqual(iters.map((iter) => points[iter]?.[1]));
      const values = points.map(([, value]) => value);
      expect(Math.max(...(curve?.value ?? []))).toBe(values.reduce((one, other) => Math.max(one, other)));
      expect(Math.min(...(curve?.value ?? []))).toBe(values.reduce((one, other) => Math.min(one, other)));
      expect(await store.thin({ owners: [owner], points: 1000 })).toEqual([]);
      expect(await store.series({ owners: [owner], single: "only" })).toMatchObject([{ value: Float64Array.of(7) }]);
    });

    it("loses nothing of what is written, merged and removed meanwhile", { timeout: 60_000 }, async () => {
      const owner = newOwner();
      await store.append({ scalars: [run(owner, noise(5000), { metric: "old" }), run(owner, noise(5000))] });
      const write = async () => {
        for (let iter = 0; iter < 60; iter++) await store.append({ scalars: [run(owner, [[100_000 + iter, iter]])] });
      };
      const work = async (turn: () => Promise<unknown>) => {
        for (let round = 0; round < 6; round++) await turn();
      };
      await Promise.all([
        write(),
        work(() => store.thin({ owners: [owner], points: 400 })),
        work(() => store.compact(owner)),
        work(() => store.remove({ owners: [owner], metrics: [{ metric: "old" }] })),
      ]);
      const curves = await store.series({ owners: [owner] });
      expect(curves.map(({ metric }) => metric)).toEqual(["loss"]);
      const iters = [...(curves[0]?.iter ?? [])];
      expect(new Set(iters).size).toBe(iters.length);
      expect(iters[0]).toBe(0);
      expect(iters.length).toBeLessThanOrEqual(400 + 60);
      // The outline keeps the newest of them all; what came after the last thinning is there whole.
      expect(curves[0]?.value.at(-1)).toBe(59);
    });

    it.each([3, 0, 4.5, Number.NaN])("refuses to keep %s points", async (points) => {
      await expect(store.thin({ owners: [newOwner()], points })).rejects.toThrow(EventInputError);
      await expect(store.prune({ owners: [], kinds: ["image"], iters: points / 10 })).rejects.toThrow(EventInputError);
    });
  });

  describe(`${engine.name}: prune`, () => {
    it("takes the bytes that it said", async () => {
      const owner = newOwner();
      const events = Array.from({ length: 30 }, (_, iter) => [
        plot(owner, iter, JSON.stringify(noise(500, iter * 500))),
        image(owner, iter, `https://files/${iter}.png`),
      ]);
      await store.append({ events: events.flat() });
      const before = await bytesOf(owner);
      const query = { owners: [owner], kinds: ["plot", "image"], iters: 10 } as const;
      const planned = await store.prune({ ...query, dryRun: true });
      expect(await bytesOf(owner)).toBe(before);
      const gone = await store.prune(query);
      expect(gone).toEqual(planned);
      expect(shares(gone)).toEqual([
        { owner, kind: "image", events: 20 },
        { owner, kind: "plot", events: 20 },
      ]);
      const freed = gone.reduce((sum, { bytes }) => sum + bytes, 0);
      expect(before - (await bytesOf(owner))).toBeGreaterThan(freed * 0.9);
      expect(freed).toBeGreaterThan(before * 0.6);
      expect(await store.prune(query)).toEqual([]);
    });
  });
}
