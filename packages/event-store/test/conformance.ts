import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Batch, CursorError, EventInputError, type EventStore, type ScanQuery } from "../src/store";
import { arbitraries } from "./arbitraries";
import { image, log, newOwner, plot, run } from "./events";
import { historyOf, play } from "./play";

/** What the suite has to know of an engine. */
export interface Engine {
  readonly name: string;
  /** Opens the same place each time; nothing compacts by itself there. */
  open(): Promise<EventStore>;
}

/** All pages of a scan, one after the other. */
export async function scanAll(store: EventStore, query: Omit<ScanQuery, "after">, between = async () => {}) {
  const events = [];
  for (let after: string | undefined; ; await between()) {
    const page = await store.scan({ ...query, after });
    events.push(...page.events);
    if (page.events.length === 0 || page.next === null) return events;
    after = page.next;
  }
}

/** The tests of the interface (src/store.ts) that every engine passes. A test that an engine cannot pass is skipped with the reason in its name. */
export function describeConformance(engine: Engine): void {
  let store: EventStore;

  beforeAll(async () => {
    store = await engine.open();
    await store.ready();
  });
  afterAll(() => store.close());

  describe(`${engine.name}: compared with a model`, () => {
    const names = [newOwner(), newOwner(), newOwner()] as const;
    const { batch, removal, scan, position, latest, series, windows, summary } = arbitraries([...names]);
    const history = historyOf(batch, removal);
    const queries = fc.record({
      scans: fc.array(scan, { minLength: 6, maxLength: 6 }),
      positions: fc.array(position, { minLength: 2, maxLength: 2 }),
      latest: fc.array(latest, { minLength: 3, maxLength: 3 }),
      series: fc.array(series, { minLength: 3, maxLength: 3 }),
      windows: fc.array(windows, { minLength: 3, maxLength: 3 }),
      summaries: fc.array(summary, { minLength: 2, maxLength: 2 }),
    });

    it("whatever happened, every read answers what the model answers", { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(history, queries, async (steps, asked) => {
          await store.remove({ owners: names });
          const model = await play(store, steps);
          for (const query of asked.scans) {
            const { next: _place, ...page } = await store.scan(query);
            const { next: _other, ...expected } = model.scan(query);
            expect(page).toEqual(expected);
            for (const after of asked.positions) {
              const from = { ...query, order: "iter", after } as const;
              if (query.kind === "log") await expect(store.scan(from)).rejects.toThrow(CursorError);
              else expect((await store.scan(from)).events).toEqual(model.scan(from).events);
            }
          }
          for (const query of asked.latest) expect(await store.latest(query)).toEqual(model.latest(query));
          for (const query of asked.series) expect(await store.series(query)).toEqual(model.series(query));
          for (const query of asked.windows) {
            const found = await store.windows(query);
            expect(found).toEqual(model.windows(query, found));
          }
          for (const query of asked.summaries) expect(await store.summarize(query)).toEqual(model.summarize(query));
        }),
        { numRuns: 100 },
      );
    });

    it("pages hold every event once, also when pieces are merged between them", { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(history, fc.array(scan, { minLength: 4, maxLength: 4 }), async (steps, asked) => {
          await store.remove({ owners: names });
          const model = await play(store, steps);
          for (const [index, query] of asked.entries()) {
            const compact = async () => void (index === 3 && (await store.compact()));
            const limit = Math.max(1, query.limit);
            const whole = model.scan({ ...query, limit: 10_000 }).events;
            expect(await scanAll(store, { ...query, limit }, compact)).toEqual(whole);
          }
        }),
        { numRuns: 60 },
      );
    });
  });

  describe(`${engine.name}: append`, () => {
    it.each<[string, Batch]>([
      ["a NUL in a name", { scalars: [run("o", [[1, 1]], { metric: "a\0b" })] }],
      ["an iteration beyond 53 bits", { scalars: [run("o", [[2 ** 53, 1]])] }],
      ["an iteration that is no integer", { scalars: [run("o", [[0.5, 1]])] }],
      ["a timestamp that is no integer", { scalars: [run("o", [[1, 1, Number.NaN]])] }],
      ["columns of unequal length", { scalars: [{ ...run("o", [[1, 1]]), value: [] }] }],
      ["too long an owner", { scalars: [run("o".repeat(256), [[1, 1]])] }],
      ["a NUL in a worker", { events: [log("o", 1, "x", { worker: "\0" })] }],
      ["a NUL in an address", { events: [{ ...image("o", 1, "\0") }] }],
    ])("refuses %s and stores nothing of the batch", async (_what, bad) => {
      const owner = newOwner();
      const batch: Batch = {
        scalars: [run(owner, [[1, 1]]), ...(bad.scalars ?? [])],
        events: [log(owner, 1, "x"), ...(bad.events ?? [])],
      };
      await expect(store.append(batch)).rejects.toThrow(EventInputError);
      expect(await store.summarize({ owners: [owner] })).toEqual([]);
    });

    it("gives texts back as they came, long ones and strange ones", async () => {
      const owner = newOwner();
      const plot_str = JSON.stringify({ data: Array.from({ length: 50_000 }, (_, index) => Math.sin(index)) });
      const msg = `a NUL \0, a tab \t, an emoji \u{1f600}, a line\nbreak ${"and so on ".repeat(10_000)}`;
      await store.append({
        events: [plot(owner, 1, plot_str), plot(owner, 2, ""), log(owner, 1, msg), log(owner, 2, "")],
      });
      await store.compact(owner);
      const scan = { owner, order: "iter", direction: "asc", limit: 10 } as const;
      expect((await store.scan({ ...scan, kind: "plot" })).events).toMatchObject([{ plot_str }, { plot_str: "" }]);
      expect((await store.scan({ ...scan, kind: "log" })).events).toMatchObject([{ msg }, { msg: "" }]);
    });

    it("turns halves of surrogate pairs into U+FFFD, in every place alike", async () => {
      const owner = newOwner();
      await store.append({
        scalars: [run(owner, [[1, 1]], { metric: "\ud800" })],
        events: [
          log(owner, 1, "\udc00", { metric: "\ud800", level: "\ud800" }),
          { ...image(owner, 1, "u"), metric: "\ud800" },
        ],
      });
      const metrics = [{ metric: "\ufffd" }];
      expect(await store.summarize({ owners: [owner], metrics })).toHaveLength(3);
      const scan = { owner, kind: "log", metrics, order: "timestamp", direction: "asc", limit: 10 } as const;
      expect((await store.scan(scan)).events).toMatchObject([{ msg: "\ufffd", level: "\ufffd" }]);
    });

    it("is readable when it resolves, by every process, however many write", async () => {
      const other = await engine.open();
      await other.ready();
      const writers = Array.from({ length: 24 }, async (_, writer) => {
        const owner = newOwner();
        const [one, two] = writer % 2 === 0 ? [store, other] : [other, store];
        for (let iter = 0; iter < 15; iter++) {
          await one.append({ scalars: [run(owner, [[iter, writer]])], events: [log(owner, iter, `line ${iter}`)] });
          const [curve] = await two.series({ owners: [owner] });
          expect(curve?.iter).toEqual(Float64Array.from({ length: iter + 1 }, (_, index) => index));
        }
        const lines = await scanAll(two, { owner, kind: "log", order: "timestamp", direction: "asc", limit: 4 });
        expect(lines.map((line) => line.kind === "log" && line.msg)).toEqual(
          Array.from({ length: 15 }, (_, index) => `line ${index}`),
        );
      });
      await Promise.all(writers);
      await other.close();
    });

    it("of one identity the batch that came later wins, in one process and across two", async () => {
      const owner = newOwner();
      const other = await engine.open();
      await other.ready();
      for (let round = 0; round < 30; round++) {
        const writer = round % 2 === 0 ? store : other;
        await writer.append({ scalars: [run(owner, [[7, round]])], events: [plot(owner, 7, `plot ${round}`)] });
        if (round % 7 === 6) await store.compact(owner);
        const [curve] = await other.series({ owners: [owner] });
        expect([...(curve?.value ?? [])]).toEqual([round]);
        expect(await store.latest({ owners: [owner], kind: "plot", iters: 1, per: "owner" })).toMatchObject([
          { plot_str: `plot ${round}` },
        ]);
      }
      await other.close();
    });
  });

  describe(`${engine.name}: cursors`, () => {
    it("refuses what is no cursor, and cursors of another order", async () => {
      const owner = newOwner();
      await store.append({
        scalars: [
          run(owner, [
            [1, 1],
            [2, 2],
          ]),
        ],
        events: [log(owner, 1, "x"), log(owner, 2, "y")],
      });
      const scan = { owner, kind: "scalar", order: "iter", direction: "asc", limit: 1 } as const;
      const { next } = await store.scan(scan);
      const { next: line } = await store.scan({ ...scan, kind: "log", order: "timestamp" });
      for (const after of ["", "junk", "e30", "W10", Buffer.from('["i","1"]').toString("base64url"), line ?? ""]) {
        await expect(store.scan({ ...scan, after })).rejects.toThrow(CursorError);
      }
      await expect(store.scan({ ...scan, order: "timestamp", after: next ?? "" })).rejects.toThrow(CursorError);
    });

    it("go on where they were although events come and go before and behind them", async () => {
      const owner = newOwner();
      await store.append({ events: [1, 2, 3, 4, 5, 6].map((time) => log(owner, time, String(time))) });
      const scan = { owner, kind: "log", order: "timestamp", direction: "asc", limit: 3 } as const;
      const { next } = await store.scan(scan);
      await store.append({ events: [log(owner, 2, "late"), log(owner, 4, "more")] });
      await store.compact(owner);
      await store.remove({ owners: [owner], before: 3 });
      const { events } = await store.scan({ ...scan, limit: 10, after: next ?? "" });
      expect(events.map((line) => line.kind === "log" && line.msg)).toEqual(["4", "more", "5", "6"]);
    });
  });

  describe(`${engine.name}: size and concurrency`, () => {
    it("holds a long curve that came in disorder and twice", { timeout: 60_000 }, async () => {
      const owner = newOwner();
      const count = 60_000;
      const value = (iter: number): number => Math.fround(Math.exp(-iter / 5000));
      // Later halves first, each iteration once more with its final value.
      for (const part of [3, 1, 2, 0]) {
        for (const scale of [2, 1]) {
          const iters = Array.from({ length: count / 4 }, (_, index) => part * (count / 4) + index);
          await store.append({
            scalars: [
              run(
                owner,
                iters.map((iter) => [iter, scale * value(iter)] as const),
              ),
            ],
          });
        }
      }
      const read = async () => {
        const [curve] = await store.series({ owners: [owner] });
        expect(curve?.iter).toEqual(Float64Array.from({ length: count }, (_, index) => index));
        expect(curve?.value).toEqual(Float64Array.from({ length: count }, (_, index) => value(index)));
        expect(await store.summarize({ owners: [owner] })).toMatchObject([{ count, min_iter: 0, max_iter: count - 1 }]);
      };
      await read();
      const { chunksBefore, chunksAfter } = await store.compact(owner);
      expect(chunksBefore).toBe(8);
      expect(chunksAfter).toBeLessThan(8);
      await read();
      expect(await store.compact(owner)).toEqual({ series: 0, chunksBefore: 0, chunksAfter: 0 });
      expect(await store.remove({ owners: [owner] })).toBe(count);
      expect(await store.series({ owners: [owner] })).toEqual([]);
    });

    it("holds a long log and shows any part of it", { timeout: 60_000 }, async () => {
      const owner = newOwner();
      const lines = Array.from({ length: 12_000 }, (_, index) => log(owner, Math.floor(index / 5), `line ${index}`));
      for (let start = 0; start < lines.length; start += 400)
        await store.append({ events: lines.slice(start, start + 400) });
      await store.compact(owner);
      const scan = { owner, kind: "log", order: "timestamp", total: true } as const;
      const last = await store.scan({ ...scan, direction: "desc", limit: 7, wholeTimestamps: true });
      expect(last.total).toBe(lines.length);
      expect(last.events).toEqual(lines.slice(-10).reverse());
      const middle = await store.scan({ ...scan, direction: "asc", limit: 5, timestamp: { gte: 1200 } });
      expect(middle.events).toEqual(lines.slice(6000, 6005));
    });

    it("readers see whole batches while writers and compaction work", { timeout: 60_000 }, async () => {
      const owner = newOwner();
      const other = await engine.open();
      await other.ready();
      let written = 0;
      let isWriting = true;
      const write = async () => {
        for (let batch = 0; batch < 60; batch++) {
          // Ten points and a line a batch, the last two points once more in the next one.
          const points = Array.from({ length: 12 }, (_, index) => [batch * 10 + index, batch] as const);
          await store.append({ scalars: [run(owner, points)], events: [log(owner, batch, String(batch))] });
          written = batch + 1;
        }
        isWriting = false;
      };
      const read = async () => {
        while (isWriting) {
          const before = written;
          const [curve] = await other.series({ owners: [owner] });
          const count = curve?.iter.length ?? 0;
          expect(count === 0 || count % 10 === 2).toBe(true);
          expect(count).toBeGreaterThanOrEqual(before === 0 ? 0 : before * 10 + 2);
          const expected = Float64Array.from({ length: count }, (_, iter) =>
            Math.min(Math.floor(iter / 10), (count - 2) / 10 - 1),
          );
          expect(curve?.value ?? expected).toEqual(expected);
        }
      };
      const compact = async (one: EventStore) => {
        while (isWriting) await one.compact(owner);
      };
      await Promise.all([write(), read(), read(), compact(store), compact(other)]);
      expect(await store.summarize({ owners: [owner], kinds: ["log"] })).toMatchObject([{ count: 60 }]);
      await other.close();
    });

    it("removal takes batches whole or not at all, also while pieces are merged", { timeout: 60_000 }, async () => {
      const owner = newOwner();
      let isWriting = true;
      const write = async (writer: number) => {
        for (let round = 0; round < 40; round++) {
          const iter = writer * 100 + round;
          await store.append({
            scalars: [run(owner, [[iter, 1]])],
            events: [log(owner, iter, "x"), plot(owner, iter, "y"), image(owner, iter, "u")],
          });
        }
      };
      let removed = 0;
      const remove = async () => {
        while (isWriting) removed += await store.remove({ owners: [owner] });
      };
      const compact = async () => {
        while (isWriting) await store.compact(owner);
      };
      const writing = Promise.all([write(0), write(1), write(2)]).finally(() => {
        isWriting = false;
      });
      await Promise.all([writing, remove(), compact()]);
      const left = await store.summarize({ owners: [owner] });
      expect(new Set([0, ...left.map(({ count }) => count)]).size).toBeLessThanOrEqual(2);
      expect(left.length === 0 || left.length === 4).toBe(true);
      expect(removed + left.reduce((sum, { count }) => sum + count, 0)).toBe(3 * 40 * 4);
    });

    it("knows nothing of owners without events", async () => {
      const owner = newOwner();
      const scan = { owner, kind: "scalar", order: "iter", direction: "asc", limit: 5, total: true } as const;
      expect(await store.scan(scan)).toEqual({ events: [], next: null, total: 0 });
      expect(await store.series({ owners: [owner, "\0"] })).toEqual([]);
      expect(await store.summarize({ owners: [] })).toEqual([]);
      expect(await store.remove({ owners: [owner] })).toBe(0);
      expect(await store.compact(owner)).toEqual({ series: 0, chunksBefore: 0, chunksAfter: 0 });
    });

    it("is well, and keeps everything when it is opened again", async () => {
      const owner = newOwner();
      const first = await engine.open();
      await Promise.all([first.ready(), first.ready()]);
      expect(await first.health()).toMatchObject({ ok: true });
      const pending = first.append({ scalars: [run(owner, [[1, 0.1]])] });
      await Promise.all([pending, first.close()]);
      expect(await store.series({ owners: [owner] })).toMatchObject([{ value: Float64Array.of(0.1) }]);
    });
  });
}
