import fc from "fast-check";
import { expect, it } from "vitest";
import type { LogEvent, ScanQuery } from "../store";
import { type Block, type BlockReader, blockLines, intoBlocks, linesOf, mergeLines } from "./blocks";
import { planLogs } from "./plan";
import { scanLogs } from "./scan";

/** A log in memory, which grows and is merged as an engine does it. */
class Blocks implements BlockReader {
  blocks: Block[] = [];
  #id = 1;
  rewritten = 0;

  async add(events: readonly LogEvent[]): Promise<void> {
    for (const block of await intoBlocks(linesOf(events), true)) {
      this.blocks.push({ ...block, owner: "o", id: this.#id++, fresh: true });
    }
  }

  async merge(state: "busy" | "settled"): Promise<number> {
    const groups = planLogs(this.blocks, state);
    for (const group of groups) {
      const made = await intoBlocks(mergeLines((await this.load(group)).map(blockLines)), false);
      this.blocks = this.blocks
        .filter((block) => !group.some(({ id }) => id === block.id))
        .concat(made.map((block) => ({ ...block, owner: "o", id: this.#id++, fresh: false })));
      this.rewritten += made.reduce((sum, { lines }) => sum + lines, 0);
    }
    return groups.length;
  }

  headers = async () => this.blocks;
  indexes = async () => new Map<number, Buffer>();
  load = async (headers: readonly { readonly id: number }[]) =>
    headers.flatMap(({ id }) => this.blocks.find((block) => block.id === id) ?? []);

  async messages(query: Partial<ScanQuery> = {}): Promise<unknown[]> {
    const scan: ScanQuery = {
      ...{ owner: "o", kind: "log", order: "timestamp", direction: "asc", limit: 1_000_000 },
      ...query,
    };
    return (await scanLogs(this, scan)).events.map((event) => event.kind === "log" && event.msg);
  }
}

const line = (timestamp: number, msg: string, metric = ""): LogEvent => ({
  ...{ kind: "log", owner: "o", metric, variant: "", timestamp, msg },
});

it("shows lines by time and then as they came, however their blocks are merged", async () => {
  const step = fc.record({
    times: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 6 }),
    merge: fc.constantFrom(undefined, undefined, "busy" as const, "settled" as const),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const blocks = new Blocks();
      const lines: LogEvent[] = [];
      for (const { times, merge } of steps) {
        const events = times.map((time, index) => line(time, `${lines.length + index}`, time % 3 === 0 ? "m" : ""));
        lines.push(...events);
        await blocks.add(events);
        if (merge) await blocks.merge(merge);
      }
      const sorted = lines.toSorted((one, other) => one.timestamp - other.timestamp);
      expect(await blocks.messages()).toEqual(sorted.map(({ msg }) => msg));
      expect(await blocks.messages({ metrics: [{ metric: "m" }], direction: "desc" })).toEqual(
        sorted.flatMap(({ metric, msg }) => (metric === "m" ? msg : [])).reverse(),
      );
      await blocks.merge("settled");
      expect(await blocks.merge("settled")).toBe(0);
    }),
    { numRuns: 100 },
  );
});

it("rewrites the lines of a growing log a few times, and cuts it into blocks of a bounded size", async () => {
  const blocks = new Blocks();
  for (let batch = 0; batch < 600; batch++) {
    await blocks.add(Array.from({ length: 20 }, (_, index) => line(batch, `line ${batch} ${index} ${"x".repeat(80)}`)));
    await blocks.merge("busy");
  }
  await blocks.merge("settled");
  expect(blocks.rewritten).toBeLessThan(10 * 12_000);
  expect(blocks.blocks.length).toBeLessThan(12);
  expect(Math.max(...blocks.blocks.map(({ size }) => size))).toBeLessThan(300 * 1024);
  expect(blocks.blocks.reduce((sum, { data }) => sum + data.length, 0)).toBeLessThan(12_000 * 10);
});
