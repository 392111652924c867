import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type Block,
  type BlockHeader,
  type BlockReader,
  blockLines,
  intoBlocks,
  linesOf,
  mergeLines,
} from "../logs/blocks";
import { planLogs } from "../logs/plan";
import type { LogEvent } from "../store";
import { encodeBlockIndex } from "./block-index";
import { Pattern } from "./pattern";
import type { SearchQuery } from "./query";
import { searchLogs } from "./search";

/** A log in memory, as an engine keeps it. */
class Log implements BlockReader {
  blocks: (Block & { index?: Buffer })[] = [];
  /** Blocks that were read. */
  read: number[] = [];
  #id = 1;

  async add(events: readonly LogEvent[]): Promise<void> {
    for (const block of await intoBlocks(linesOf(events), true)) {
      this.blocks.push({ ...block, owner: "o", id: this.#id++, fresh: true });
    }
  }

  async merge(): Promise<void> {
    for (const group of planLogs(this.blocks, "settled")) {
      const made = await intoBlocks(mergeLines(group.map((header) => blockLines(this.#block(header)))), false);
      this.blocks = this.blocks
        .filter(({ id }) => !group.some((block) => block.id === id))
        .concat(made.map((block) => this.#indexed({ ...block, owner: "o", id: this.#id++, fresh: false })));
    }
  }

  /** Small ones as well. */
  #indexed = (block: Block) => ({ ...block, index: encodeBlockIndex(blockLines(block), block.data.length) });

  #block({ id }: BlockHeader): Block {
    const found = this.blocks.find((block) => block.id === id);
    if (!found) throw new Error("no such block");
    return found;
  }

  headers = async () => this.blocks.map(({ data: _data, index: _index, ...header }) => header);
  load = async (headers: readonly BlockHeader[]) => {
    this.read.push(...headers.map(({ id }) => id));
    return headers.map((header) => this.#block(header));
  };
  indexes = async () => new Map(this.blocks.flatMap(({ id, index }) => (index ? [[id, index] as const] : [])));

  async search(query: Partial<SearchQuery> & { pattern: string }) {
    this.read = [];
    const pattern = new Pattern(query);
    const match = async (text: string) =>
      Uint32Array.from(
        text.split("\n").flatMap((line, index) => (new RegExp(pattern.source, pattern.flags).test(line) ? index : [])),
      );
    const whole = { owner: "o", direction: "asc", limit: 100, ...query } as const;
    const page = await searchLogs(this, whole, { pattern, match });
    return { ...page, numbers: page.hits.map(({ number }) => number) };
  }
}

const line = (timestamp: number, msg: string): LogEvent => ({
  kind: "log",
  owner: "o",
  metric: "",
  variant: "",
  timestamp,
  msg,
});
const filler = "x".repeat(48);
/** Some blocks one after the other, a word in one line of each. */
async function longLog(words: readonly string[], more: readonly LogEvent[] = []): Promise<Log> {
  const log = new Log();
  for (const [at, word] of words.entries()) {
    // A block each.
    const lines = Array.from({ length: 4096 }, (_, index) => (index === 77 ? `here is ${word}` : `${filler} ${index}`));
    await log.add(lines.map((msg, index) => line(at * 4096 + index, msg)));
  }
  await log.add(more);
  await log.merge();
  return log;
}

it("reads only blocks that may have a match, and counts the lines of the others", async () => {
  const log = await longLog(["red", "green", "blue", "green"]);
  const [, second, , fourth] = log.blocks.map(({ id }) => id);
  expect(await log.search({ pattern: "GREEN" })).toMatchObject({
    numbers: [4096 + 78, 3 * 4096 + 78],
    lines: 4 * 4096,
  });
  expect(log.read).toEqual([second, fourth]);
  expect(await log.search({ pattern: "is (green|lilac)$", regex: true, direction: "desc", limit: 1 })).toMatchObject({
    numbers: [3 * 4096 + 78],
  });
  expect(log.read).toEqual([fourth]);
  expect(await log.search({ pattern: "yellow", count: true })).toMatchObject({ found: 0, searched: 4 * 4096 });
  expect(log.read).toEqual([]);
});

it("counts what lies behind a start, also in a block that it would pass by", async () => {
  const log = await longLog(["red", "green", "blue"]);
  const { hits } = await log.search({ pattern: "red" });
  const after = hits[0]?.cursor;
  expect(await log.search({ pattern: "green", after, count: true })).toMatchObject({
    found: 1,
    searched: 3 * 4096 - 78,
  });
  const back = { pattern: "blue", after, count: true, direction: "desc" } as const;
  expect(await log.search(back)).toMatchObject({ found: 0, searched: 77 });
});

it("takes no more than a twentieth of a block for its index, or what is next to nothing of its text", async () => {
  const log = await longLog(["red", "green"]);
  for (const { index, data, size } of log.blocks) {
    expect(index?.length).toBeLessThan(Math.max(data.length * 0.05, size * 0.002) + 32);
  }
});

it("numbers right where other blocks' lines lie between, though these have no match", async () => {
  const log = await longLog(["red", "green"]);
  // So late that they make a block of their own, across the others.
  await log.add([line(5, "late"), line(5000, "late")]);
  expect(await log.search({ pattern: "green" })).toMatchObject({ numbers: [4096 + 78 + 1], lines: 2 * 4096 + 2 });
});

it("does without an index, and without one whose bytes have changed", async () => {
  const log = await longLog(["red", "green", "blue"]);
  const expected = await log.search({ pattern: "green", context: 2, count: true });
  for (const place of [0, 1, 5, 20]) {
    for (const block of log.blocks) {
      if (block.index) block.index[place] = (block.index[place] as number) ^ 0xff;
    }
    expect(await log.search({ pattern: "green", context: 2, count: true })).toEqual(expected);
    for (const block of log.blocks) {
      if (block.index) block.index[place] = (block.index[place] as number) ^ 0xff;
    }
  }
  for (const block of log.blocks) delete block.index;
  expect(await log.search({ pattern: "green", context: 2, count: true })).toEqual(expected);
});

it("finds all and numbers them, however the blocks came to be", async () => {
  const step = fc.record({
    times: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 5 }),
    merge: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 12 }),
      fc.constantFrom("asc" as const, "desc" as const),
      fc.integer({ min: 1, max: 3 }),
      async (steps, direction, limit) => {
        const log = new Log();
        const events: LogEvent[] = [];
        for (const { times, merge } of steps) {
          const added = times.map((time, index) =>
            line(time, (events.length + index) % 3 === 0 ? "word" : "a\nword\nb"),
          );
          events.push(...added);
          await log.add(added);
          if (merge) await log.merge();
        }
        const lines = events
          .toSorted((one, other) => one.timestamp - other.timestamp)
          .flatMap(({ msg = "" }) => msg.split("\n"));
        const numbers = lines.flatMap((text, index) => (text === "word" ? index + 1 : []));
        if (direction === "desc") numbers.reverse();
        const found: number[] = [];
        for (let after: string | undefined; ; ) {
          const page = await log.search({ pattern: "word", direction, limit, context: 2, after });
          for (const hit of page.hits) {
            expect(hit.before).toEqual(lines.slice(Math.max(0, hit.number - 3), hit.number - 1));
            expect(hit.after).toEqual(lines.slice(hit.number, hit.number + 2));
          }
          found.push(...page.numbers);
          if (page.next === null) break;
          after = page.next;
        }
        expect(found).toEqual(numbers);
      },
    ),
    { numRuns: 300 },
  );
});
