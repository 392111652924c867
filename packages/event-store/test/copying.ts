import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ContentLimits, contentOf } from "../src/moving/content";
import { Digest, type Fingerprint } from "../src/moving/digest";
import { CursorError, type EventStore, type Kind } from "../src/store";
import { arbitraries } from "./arbitraries";
import type { Engine } from "./conformance";
import { newOwner, run } from "./events";
import { ModelStore } from "./model";

const kinds: readonly Kind[] = ["scalar", "vector", "image", "plot", "log"];

/** Pages of one or two events, so that everything is cut everywhere. */
const tiny: ContentLimits = { points: 2, events: { vector: 1, image: 2, plot: 1, log: 2 } };

/** All that a store has of an owner, in every order. */
const everything = async (store: Pick<EventStore, "scan"> | ModelStore, owner: string) =>
  Promise.all(
    kinds.flatMap((kind) =>
      (["iter", "timestamp"] as const).map(async (order) => {
        const { events } = await store.scan({ owner, kind, order, direction: "asc", limit: 10_000 });
        return events;
      }),
    ),
  );

/** @see Digest */
export async function fingerprintOf(
  store: Pick<EventStore, "runs" | "scan">,
  owner: string,
  limits?: ContentLimits,
): Promise<Fingerprint> {
  const digest = new Digest();
  for await (const batch of contentOf(store, owner, limits)) digest.add(batch);
  return digest.finish();
}

/** What copying an owner elsewhere relies on; every engine passes it. */
export function describeCopying(engine: Engine): void {
  describe(`${engine.name}: copying`, () => {
    let store: EventStore;
    beforeAll(async () => {
      store = await engine.open();
      await store.ready();
    });
    afterAll(() => store.close());

    const [owner, other] = [newOwner(), newOwner()];
    const { batch } = arbitraries([owner]);
    const history = fc.array(
      fc.oneof({ weight: 6, arbitrary: batch }, { weight: 1, arbitrary: fc.constant("compact" as const) }),
      { minLength: 1, maxLength: 8 },
    );

    it("gives every field of every event, whatever happened and however small the pages", {
      timeout: 120_000,
    }, async () => {
      await fc.assert(
        fc.asyncProperty(history, fc.constantFrom(tiny, undefined), async (steps, limits) => {
          await store.remove({ owners: [owner] });
          const model = new ModelStore();
          for (const step of steps) {
            if (step === "compact") await store.compact(owner);
            else {
              await store.append(step);
              model.append(step);
            }
          }
          const copy = new ModelStore();
          for await (const part of contentOf(store, owner, limits)) copy.append(part);
          expect(await everything(copy, owner)).toEqual(await everything(model, owner));
        }),
        { numRuns: 60 },
      );
    });

    it("has a checksum that knows the events, not their pieces", { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(history, batch, async (steps, more) => {
          await store.remove({ owners: [owner, other] });
          const model = new ModelStore();
          for (const step of steps) {
            if (step === "compact") await store.compact(owner);
            else {
              await store.append(step);
              model.append(step);
            }
          }
          const before = await fingerprintOf(store, owner);
          expect(await fingerprintOf(store, owner, tiny)).toEqual(before);
          for await (const { scalars = [], events = [] } of contentOf(store, owner, tiny)) {
            await store.append({
              scalars: scalars.map((each) => ({ ...each, owner: other })),
              events: events.map((each) => ({ ...each, owner: other })),
            });
          }
          expect(await fingerprintOf(store, other)).toEqual(before);
          await store.compact(owner);
          expect(await fingerprintOf(store, owner)).toEqual(before);
          const content = await everything(model, owner);
          await store.append(more);
          model.append(more);
          const isSame = JSON.stringify(await everything(model, owner)) === JSON.stringify(content);
          const after = await fingerprintOf(store, owner);
          // JSON writes -0 as 0 and NaN as null; the checksum knows better.
          if (!isSame) expect(after).not.toEqual(before);
          expect(Object.values(after.counts)).toEqual((await everything(model, owner)).flatMap(countsByKind));
        }),
        { numRuns: 40 },
      );
    });

    it("reads a curve that is longer than a page in parts, and refuses what is no cursor", async () => {
      const long = newOwner();
      const points = Array.from({ length: 50_000 }, (_, iter) => [iter, iter / 7] as const);
      await store.append({ scalars: [run(long, points), run(long, [[5, 5]], { metric: "small" })] });
      await store.compact(long);
      const lengths: number[] = [];
      for await (const { scalars = [] } of contentOf(store, long, { ...tiny, points: 20_000 })) {
        lengths.push(scalars.reduce((sum, { iter }) => sum + iter.length, 0));
      }
      expect(lengths).toEqual([32_768, 17_233]);
      for (const after of ["", "junk", "e30", "W10"]) {
        await expect(store.runs({ owner: long, points: 1, after })).rejects.toThrow(CursorError);
      }
      expect(await store.runs({ owner: newOwner(), points: 1 })).toEqual({ runs: [], next: null });
    });

    it("lists owners that have events, page by page, in the order of code points", async () => {
      const prefix = newOwner();
      const names = ["", "\uffff", "\u{10000}", "a", "b"].map((end) => `${prefix}${end}`);
      const inOrder = ["", "a", "b", "\uffff", "\u{10000}"].map((end) => `${prefix}${end}`);
      await store.append({ scalars: names.map((name) => run(name, [[1, 1]])) });
      await store.append({ scalars: [run(`${prefix}gone`, [[1, 1]])] });
      await store.remove({ owners: [`${prefix}gone`] });
      const found: string[] = [];
      for (let after: string | undefined; ; after = found.at(-1)) {
        const page = await store.owners({ limit: 2, after });
        found.push(...page);
        if (page.length < 2) break;
      }
      expect(found.filter((name) => name.startsWith(prefix))).toEqual(inOrder);
      expect(new Set(found).size).toBe(found.length);
    });
  });
}

/** Of the two orders of one kind the first. */
const countsByKind = (events: readonly unknown[], index: number): number[] => (index % 2 === 0 ? [events.length] : []);
