import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LONGEST_LINE, PatternError, type SearchHit, type SearchQuery } from "../src/search/query";
import { CursorError, type EventStore } from "../src/store";
import { arbitraries } from "./arbitraries";
import type { Engine } from "./conformance";
import { log, newOwner } from "./events";
import { historyOf, play } from "./play";

const withoutCursor = ({ cursor: _cursor, ...hit }: SearchHit): Omit<SearchHit, "cursor"> => hit;

/** The tests of whole-log search that every engine passes. */
export function describeSearch(engine: Engine): void {
  let store: EventStore;
  beforeAll(async () => {
    store = await engine.open();
    await store.ready();
  });
  afterAll(() => store.close());

  /** All hits, page after page; goes on where the time ran out. */
  async function searchAll(query: SearchQuery, between = async () => {}) {
    const hits: SearchHit[] = [];
    let calls = 0;
    for (let after = query.after; ; await between()) {
      const page = await store.search({ ...query, after });
      calls++;
      hits.push(...page.hits);
      if (page.next === null) return { hits, calls };
      expect(page.next).not.toBe(after);
      after = page.next;
    }
  }

  describe(`${engine.name}: search`, () => {
    const names = [newOwner(), newOwner()] as const;
    const { batch, removal, search } = arbitraries([...names]);
    const history = historyOf(batch, removal);

    it("finds what a look at every line finds, in every way", { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(history, fc.array(search, { minLength: 6, maxLength: 6 }), async (steps, asked) => {
          await store.remove({ owners: names });
          const model = await play(store, steps);
          for (const [index, query] of asked.entries()) {
            const { hits, lines } = model.search(query);
            const page = await store.search(query);
            const shown = hits.slice(0, query.limit);
            expect(page.hits.map(withoutCursor)).toEqual(shown);
            expect(page).toMatchObject({ lines, complete: true });
            expect(page.found).toBe(query.count ? hits.length : shown.length);
            if (query.count) expect(page).toMatchObject({ searched: lines, next: null });
            // Pages go on behind the last hit, also when blocks are merged meanwhile.
            const compact = async () => void (index === 5 && (await store.compact()));
            const all = await searchAll({ ...query, count: false }, compact);
            expect(all.hits.map(withoutCursor)).toEqual(hits);
          }
        }),
        { numRuns: 100 },
      );
    });

    it("from any hit goes both ways, and counts what is left", async () => {
      const owner = newOwner();
      const events = Array.from({ length: 300 }, (_, index) =>
        log(owner, Math.floor(index / 3), `a ${index}\nb ${index}`),
      );
      for (let start = 0; start < 300; start += 60) await store.append({ events: events.slice(start, start + 60) });
      await store.compact(owner);
      // Late lines: this block lies across all the others.
      await store.append({ events: [log(owner, 2, "b late"), log(owner, 1000, "b last")] });
      const query = { owner, pattern: "b ", direction: "asc", limit: 1000 } as const;
      const { hits } = await store.search(query);
      expect(hits.map(({ number }) => number).slice(0, 12)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 19, 21, 23]);
      expect(hits).toHaveLength(302);
      const middle = hits[150] as SearchHit;
      const [newer, older] = await Promise.all(
        (["asc", "desc"] as const).map((direction) =>
          store.search({ ...query, direction, after: middle.cursor, limit: 2, count: true }),
        ),
      );
      expect(newer).toMatchObject({
        hits: hits.slice(151, 153),
        found: 151,
        searched: 602 - middle.number,
        next: null,
      });
      expect(older).toMatchObject({ hits: [hits[149], hits[148]], found: 150, searched: middle.number - 1 });
    });

    it("passes long logs by that have no match, and finds one at either end", { timeout: 60_000 }, async () => {
      const owner = newOwner();
      const line = (index: number) =>
        `epoch ${Math.floor(index / 100)} step ${index % 100} loss ${Math.sin(index).toFixed(4)}`;
      const count = 30_000;
      for (let start = 0; start < count; start += 3000) {
        const texts = Array.from({ length: 3000 }, (_, index) => line(start + index));
        if (start === 0) texts[2] = "here is the Needle";
        if (start === count - 3000) texts[2999] = "here is the needle";
        await store.append({ events: texts.map((text, index) => log(owner, start + index, text)) });
      }
      await store.compact(owner);
      const query = { owner, pattern: "the needle", direction: "asc", limit: 5, context: 2, count: true } as const;
      expect(await store.search(query)).toMatchObject({
        hits: [
          { number: 3, text: "here is the Needle", before: [line(0), line(1)], after: [line(3), line(4)] },
          { number: count, before: [line(count - 3), line(count - 2)], after: [] },
        ],
        ...{ found: 2, searched: count, lines: count, complete: true, next: null },
      });
      expect(await store.search({ ...query, matchCase: true, direction: "desc" })).toMatchObject({
        hits: [{ number: count }],
        found: 1,
      });
      expect(await store.search({ ...query, pattern: "no such thing" })).toMatchObject({ found: 0, searched: count });
    });

    it("goes on where the time ran out", { timeout: 60_000 }, async () => {
      const owner = newOwner();
      for (let start = 0; start < 40_000; start += 8000) {
        await store.append({
          events: Array.from({ length: 8000 }, (_, index) =>
            log(owner, start + index, `${start + index} ${"x".repeat(90)}`),
          ),
        });
      }
      await store.compact(owner);
      for (const direction of ["asc", "desc"] as const) {
        const query = { owner, pattern: "99 x", direction, limit: 1000, count: true, budget: 0 } as const;
        const first = await store.search(query);
        expect(first).toMatchObject({ complete: false, next: expect.any(String), lines: 40_000 });
        expect(first.searched).toBeGreaterThan(0);
        expect(first.searched).toBeLessThan(40_000);
        const { hits, calls } = await searchAll(query);
        expect(calls).toBeGreaterThan(2);
        const numbers = Array.from({ length: 400 }, (_, index) => index * 100 + 100);
        expect(hits.map(({ number }) => number)).toEqual(direction === "asc" ? numbers : numbers.reverse());
      }
    });

    it("is not held up by a pattern that takes for ever", { timeout: 60_000 }, async () => {
      const owner = newOwner();
      await store.append({ events: [log(owner, 1, `${"a".repeat(200)}b`), log(owner, 2, "aa")] });
      const slow = { owner, pattern: "^(a+)+$", regex: true, direction: "asc", limit: 5 } as const;
      const searches = Array.from({ length: 3 }, () => store.search({ ...slow, budget: 100 }));
      const refusals = Promise.all(searches.map((each) => expect(each).rejects.toThrow(PatternError)));
      // Others are answered, in their turn.
      expect(await store.search({ ...slow, pattern: "^a+$" })).toMatchObject({ found: 1 });
      await refusals;
      expect(await store.search({ ...slow, pattern: "aab" })).toMatchObject({ hits: [{ number: 1 }] });
    });

    it("says what is wrong with a pattern, and refuses cursors that are none of its own", async () => {
      const owner = newOwner();
      await store.append({ events: [log(owner, 1, "x"), log(owner, 2, "x")] });
      const query = { owner, pattern: "(", direction: "asc", limit: 1 } as const;
      expect(await store.search(query)).toMatchObject({ found: 0, lines: 2 });
      await expect(store.search({ ...query, regex: true })).rejects.toThrow(
        "no regular expression: Unterminated group",
      );
      await expect(store.search({ ...query, pattern: "" })).rejects.toThrow(PatternError);
      await expect(store.search({ ...query, pattern: "(?:a{1000}){1000}{1000}", regex: true })).rejects.toThrow(
        PatternError,
      );
      const { next } = await store.scan({ ...query, kind: "log", order: "timestamp" });
      for (const after of ["", "junk", next ?? ""]) {
        await expect(store.search({ ...query, after })).rejects.toThrow(CursorError);
      }
      expect(await store.search({ ...query, owner: newOwner() })).toEqual({
        ...{ hits: [], found: 0, searched: 0, lines: 0, complete: true, next: null },
      });
    });

    it("cuts long lines", async () => {
      const owner = newOwner();
      await store.append({ events: [log(owner, 1, "x".repeat(1_000_000)), log(owner, 2, "y")] });
      const { hits } = await store.search({ owner, pattern: "y", direction: "asc", limit: 1, context: 1 });
      expect(hits).toMatchObject([{ number: 2, before: ["x".repeat(LONGEST_LINE)] }]);
    });
  });
}
