import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entities } from "../../entities";
import { findDocuments } from "./find";
import { createFindTest, type FindTest } from "./testing";
import { addSamples, LR, METRIC, type Sample } from "./testing-samples";

let test: FindTest;
let samples: Sample[];
beforeAll(async () => {
  test = await createFindTest();
  samples = await addSamples(test);
});
afterAll(() => test.close());

const RUNS = { numRuns: 150 };

async function found(request: Record<string, unknown>): Promise<string[]> {
  const { documents } = await findDocuments(
    test.ctx,
    entities.task,
    { only_fields: ["id"], ...request },
    { mode: "get_all" },
  );
  return documents.map(({ id }) => String(id));
}

describe("order and paging", () => {
  /** ICU-like order of texts with numbers in them, as natural_key in prisma/extras.sql gives it. */
  const natural = (text: string) =>
    text.toLowerCase().replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, "").padStart(20, "0"));
  /** Texts that are numbers by their value, missing ones before them, words behind. */
  const byValue = (text: string): [number, string] => {
    const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
    return [text === "" ? Number.NEGATIVE_INFINITY : number, Number.isFinite(number) ? "" : natural(text)];
  };
  type Key = string | number | null | [number, string];
  const KEYS: Record<string, (task: Sample, numeric: boolean) => Key> = {
    name: (task, numeric) => (numeric ? byValue(task.name) : task.name),
    comment: (task, numeric) => (task.comment === null ? null : numeric ? byValue(task.comment) : task.comment),
    last_iteration: (task) => task.iteration,
    last_update: (task) => task.updated?.getTime() ?? null,
    [METRIC]: (task) => task.loss,
    [LR]: (task, numeric) => (task.lr === null ? null : numeric ? byValue(task.lr) : task.lr),
    id: (task) => task.id,
  };
  const compareKeys = (a: Key, b: Key): number => {
    if (a === b) return 0;
    if (a === null) return -1;
    if (b === null) return 1;
    if (Array.isArray(a) && Array.isArray(b)) return compareKeys(a[0], b[0]) || compareKeys(a[1], b[1]);
    if (typeof a === "number" && typeof b === "number") return a - b;
    return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
  };
  const expectedOrder = (order: readonly string[], condition = ""): string[] => {
    const numeric = /^-?(hyperparams|last_metrics)\./.test(order[0] ?? "") || condition.startsWith("hyperparams.");
    const keys = order.some((key) => key === "id" || key === "-id") ? order : [...order, "id"];
    return [...samples]
      .sort((a, b) => {
        for (const [index, key] of keys.entries()) {
          const down = key.startsWith("-");
          const read = KEYS[down ? key.slice(1) : key] ?? (() => null);
          const [left, right] = [read(a, numeric), read(b, numeric)];
          if (index === 0 && !down) {
            const missing = (key: Key) =>
              key === null || key === "" || (Array.isArray(key) && key[0] === Number.NEGATIVE_INFINITY);
            const empty = Number(missing(left)) - Number(missing(right));
            if (empty !== 0) return empty;
          }
          const compared = compareKeys(left, right);
          if (compared !== 0) return down ? -compared : compared;
        }
        return 0;
      })
      .map(({ id }) => id);
  };
  const order = fc
    .uniqueArray(fc.tuple(fc.constantFrom("", "-"), fc.constantFrom(...Object.keys(KEYS))), {
      selector: ([, key]) => key,
      maxLength: 3,
    })
    .map((keys) => keys.map(([sign, key]) => sign + key));

  it("sorts", () =>
    fc.assert(
      fc.asyncProperty(order, async (order_by) => {
        expect(await found({ order_by })).toEqual(expectedOrder(order_by));
      }),
      RUNS,
    ));

  it("sorts numbers inside texts by value when a parameter is asked for anywhere in the query", () =>
    fc.assert(
      fc.asyncProperty(order, fc.constantFrom(LR, "runtime.none"), fc.boolean(), async (order_by, key, given) => {
        // every parameter is one of these or missing, so the condition itself sorts nothing out
        const values = key === LR ? ["__$any", "2", "9", "10", "1e-3", "0.01", ".5", "-3", "text", "", null] : null;
        const expected = expectedOrder(order_by, given && values ? key : "");
        expect(await found({ order_by, [key]: given ? values : null })).toEqual(expected);
      }),
      RUNS,
    ));

  it("every way of paging gives the whole list, once and in order", () =>
    fc.assert(
      fc.asyncProperty(order, fc.integer({ min: 7, max: 40 }), async (order_by, size) => {
        const expected = expectedOrder(order_by);
        const pages: string[] = [];
        for (let page = 0; page * size < expected.length; page++)
          pages.push(...(await found({ order_by, page, page_size: size })));
        expect(pages).toEqual(expected);
        const ranges: string[] = [];
        for (let start = 0; start < expected.length; start += size)
          ranges.push(...(await found({ order_by, start, size })));
        expect(ranges).toEqual(expected);
        const scrolled: string[] = [];
        let scroll_id: string | null | undefined = null;
        do {
          const next = await findDocuments(
            test.ctx,
            entities.task,
            { only_fields: ["id"], order_by, size, scroll_id },
            { mode: "get_all" },
          );
          scroll_id = next.scroll_id;
          if (next.documents.length === 0) break;
          scrolled.push(...next.documents.map(({ id }) => String(id)));
        } while (scrolled.length <= expected.length);
        expect(scrolled).toEqual(expected);
      }),
      { numRuns: 25 },
    ));
});
