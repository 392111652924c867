import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entities } from "../../entities";
import { countDocuments, findDocuments } from "./find";
import { createFindTest, type FindTest } from "./testing";
import { addSamples, day, LR, METRIC, maybe, type Sample, TAGS } from "./testing-samples";

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

async function expectMatches(request: Record<string, unknown>, accepts: (task: Sample) => boolean): Promise<void> {
  const expected = samples.filter(accepts).map(({ id }) => id);
  expect((await found(request)).sort()).toEqual(expected.sort());
  expect(await countDocuments(test.ctx, entities.task, request)).toBe(expected.length);
}

/** §6.2 read once more, without the parser: each value is judged where it stands, groups are sets of judgements. */
function acceptsList(query: readonly (string | null)[], held: readonly string[]): boolean {
  const judgements: Record<"all" | "any" | "none", boolean[]> = { all: [], any: [], none: [] };
  const kept = { allNone: [] as boolean[], anyNone: [] as boolean[] };
  const first = query.find((item) => item !== null && /^__\$(all|and|any|or)$/.test(item));
  let context = "any";
  let dashes = true;
  for (const [index, item] of query.entries()) {
    if (item === null) continue;
    if (item.startsWith("__$")) {
      dashes = item === "__$nop";
      if (/all|and/.test(item)) context = "all";
      if (/any|or|nop/.test(item)) context = "any";
      continue;
    }
    const dashed = dashes && item.startsWith("-");
    const has = held.includes(dashed ? item.slice(1) : item);
    if (dashed || query[index - 1] === "__$not") kept[context === "all" ? "allNone" : "anyNone"].push(!has);
    else judgements[context as "all" | "any"].push(has);
  }
  const every = (list: boolean[]) => list.every(Boolean);
  const groups = [
    judgements.all.length > 0 ? [every(judgements.all)] : [],
    judgements.any.length > 0 ? [judgements.any.some(Boolean)] : [],
    kept.allNone.length > 0 ? [every(kept.allNone)] : [],
    kept.anyNone.length > 0 ? [every(kept.anyNone)] : [],
  ].flat();
  const missing = query.includes(null) && held.filter((value) => value !== "").length === 0;
  if (groups.length === 0) return query.includes(null) ? missing : true;
  return missing || (first && /any|or/.test(first) ? groups.some(Boolean) : every(groups));
}

const listQuery = (values: readonly string[]) =>
  fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...values, "none such").map((value) => [value]) },
        { weight: 2, arbitrary: fc.constantFrom(...values).map((value) => [`-${value}`]) },
        { weight: 2, arbitrary: fc.constantFrom(...values).map((value) => ["__$not", value]) },
        fc.constantFrom("__$all", "__$and", "__$any", "__$or", "__$nop").map((operator) => [operator]),
        fc.constant([null]),
      ),
      { maxLength: 6 },
    )
    .map((items) => items.flat());

describe("list operators", () => {
  it("on lists", () =>
    fc.assert(
      fc.asyncProperty(listQuery(TAGS), (tags) => expectMatches({ tags }, (task) => acceptsList(tags, task.tags))),
      RUNS,
    ));

  it("on single values", () =>
    fc.assert(
      fc.asyncProperty(listQuery(["created", "queued"]), listQuery(["p1", "p2"]), (status, parent) =>
        expectMatches(
          { status, parent },
          (task) =>
            acceptsList(status, [task.status]) && acceptsList(parent, task.parent === null ? [] : [task.parent]),
        ),
      ),
      RUNS,
    ));

  it("on values in narrow tables", () =>
    fc.assert(
      fc.asyncProperty(listQuery(["2", "10"]), (query) =>
        expectMatches({ [LR]: query }, (task) => acceptsList(query, task.lr === null ? [] : [task.lr])),
      ),
      RUNS,
    ));

  it("refuses what is malformed", () =>
    fc.assert(
      fc.asyncProperty(
        listQuery(TAGS),
        fc.constantFrom(["-"], ["__$not"], ["__$xor"], [1], ["__$not", "__$all", "a"]),
        async (start, wrong) => {
          const tags = wrong[0] === "-" ? wrong : [...start, ...wrong];
          await expect(found({ tags })).rejects.toMatchObject({ code: 400, subcode: 16 });
        },
      ),
      { numRuns: 50 },
    ));

  it("in filters", () => {
    const half = fc.record(
      {
        include: fc.array(fc.constantFrom(...TAGS, null), { maxLength: 3 }),
        exclude: fc.array(fc.constantFrom(...TAGS, null), { maxLength: 3 }),
      },
      { requiredKeys: [] },
    );
    const filter = fc.record(
      { any: half, all: half, op: fc.constantFrom("and" as const, "or" as const) },
      { requiredKeys: [] },
    );
    const accepts = (
      task: Sample,
      {
        any = {},
        all = {},
        op = "and",
      }: Partial<Record<"any" | "all", { include?: (string | null)[]; exclude?: (string | null)[] }>> & { op?: string },
    ) => {
      const empty = task.tags.length === 0;
      const has = (tag: string | null) => tag !== null && task.tags.includes(tag);
      const texts = (list: (string | null)[] = []) => list.filter((tag) => tag !== null);
      const inAny: boolean[] = [];
      if (any.include?.length) inAny.push(any.include.some(has) || (any.include.includes(null) && empty));
      if (any.exclude?.length)
        inAny.push(
          (texts(any.exclude).length === 0 || !texts(any.exclude).every(has)) && !(any.exclude.includes(null) && empty),
        );
      const inAll: boolean[] = [];
      if (all.include?.length)
        inAll.push(
          (texts(all.include).length > 0 && texts(all.include).every(has)) || (all.include.includes(null) && empty),
        );
      if (all.exclude?.length) inAll.push(!all.exclude.some(has) && !(all.exclude.includes(null) && empty));
      const halves = [
        ...(inAny.length > 0 ? [inAny.some(Boolean)] : []),
        ...(inAll.length > 0 ? [inAll.every(Boolean)] : []),
      ];
      if (halves.length === 0) return true;
      return op === "or" ? halves.some(Boolean) : halves.every(Boolean);
    };
    return fc.assert(
      fc.asyncProperty(filter, (tags) =>
        expectMatches({ filters: { tags }, tags: ["ignored"] }, (task) => accepts(task, tags)),
      ),
      RUNS,
    );
  });
});

describe("other conditions", () => {
  const bound = maybe(fc.integer({ min: -2, max: 12 }));
  const pair = fc.tuple(bound, bound).filter(([low, high]) => low !== null || high !== null);
  const within = (value: number | null, [low, high]: readonly [number | null, number | null]) =>
    value === null ? low === null : (low === null || value >= low) && (high === null || value <= high);

  it("ranges, and all keys together by AND", () =>
    fc.assert(
      fc.asyncProperty(pair, pair, fc.boolean(), (iterations, losses, asTexts) =>
        expectMatches(
          {
            last_iteration: iterations,
            [METRIC]: asTexts ? losses.map((loss) => (loss === null ? null : String(loss))) : losses,
            status: null,
          },
          (task) => within(task.iteration, iterations) && within(task.loss, losses),
        ),
      ),
      RUNS,
    ));

  it("datetimes", () => {
    const prefixes = {
      ">=": (a: number, b: number) => a >= b,
      ">": (a: number, b: number) => a > b,
      "<=": (a: number, b: number) => a <= b,
      "<": (a: number, b: number) => a < b,
    };
    const one = fc.tuple(fc.constantFrom(...(Object.keys(prefixes) as (keyof typeof prefixes)[])), day);
    return fc.assert(
      fc.asyncProperty(
        fc.array(one, { maxLength: 3 }),
        fc.array(fc.constantFrom(">=nonsense", ">"), { maxLength: 1 }),
        (tests, noise) =>
          expectMatches(
            { last_update: [...noise, ...tests.map(([prefix, date]) => `${prefix}${date.toISOString()}`)] },
            (task) =>
              tests.every(
                ([prefix, date]) => task.updated !== null && prefixes[prefix](task.updated.getTime(), date.getTime()),
              ),
          ),
      ),
      RUNS,
    );
  });

  it("ranges of dates, and datetimes as pairs with open ends", () => {
    const between = (date: Date | null, [low, high]: readonly [Date | null, Date | null]) =>
      date !== null && (low === null || date >= low) && (high === null || date <= high);
    const iso = (pair: readonly (Date | null)[]) => pair.map((date) => date?.toISOString() ?? null);
    return fc.assert(
      fc.asyncProperty(
        fc.tuple(maybe(day), maybe(day)).filter(([low, high]) => low !== null || high !== null),
        fc.tuple(maybe(day), maybe(day)),
        (range, updated) =>
          expectMatches({ started: iso(range), last_update: iso(updated) }, (task) => {
            const started = between(task.started, range) || (task.started === null && range[0] === null);
            const noCondition = updated[0] === null && updated[1] === null;
            return started && (noCondition || between(task.updated, updated));
          }),
      ),
      RUNS,
    );
  });

  it("datetimes over several fields; fields that are not declared for it are no condition", () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(">=", "<"),
        day,
        fc.boolean(),
        fc.subarray(["last_update", "last_change", "started", "name"]),
        (prefix, date, any, fields) =>
          expectMatches(
            { [any ? "_or_" : "_and_"]: { fields, datetime: [`${prefix}${date.toISOString()}`] } },
            (task) => {
              const dates = { last_update: task.updated, last_change: task.changed };
              const hits = fields.flatMap((field) => {
                if (field !== "last_update" && field !== "last_change") return [];
                const value = dates[field];
                return [value !== null && (prefix === ">=" ? value >= date : value < date)];
              });
              return hits.length === 0 || (any ? hits.some(Boolean) : hits.every(Boolean));
            },
          ),
      ),
      RUNS,
    ));

  it("answers 400/12 to what is no range, 400/16 to what is no condition over fields", async () => {
    for (const range of [[], [1], [1, 2, 3], [null, null], 5, "1", {}]) {
      await expect(found({ last_iteration: range })).rejects.toMatchObject({ code: 400, subcode: 12 });
    }
    const wrong = [
      "text",
      [],
      { pattern: "a" },
      { fields: "name", pattern: "a" },
      { fields: ["name"] },
      { fields: [1] },
    ];
    for (const value of [...wrong, { fields: ["name"], pattern: "a", datetime: [">2020"] }]) {
      await expect(found({ _any_: value })).rejects.toMatchObject({ code: 400, subcode: 16 });
    }
  });

  it("equality of users' values", () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom("v", "w", 1, "1", true), (value) =>
        expectMatches({ "runtime.k": value }, (task) => task.runtime.k === value),
      ),
      { numRuns: 20 },
    ));

  it("patterns over several fields", () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom("RUN", "^x\\.", "^$", "1", "[äb]", "a|10"),
        fc.boolean(),
        fc.subarray(["name", "comment", LR, "tags"]),
        (pattern, any, fields) => {
          const regex = new RegExp(pattern, "iu");
          const values = (task: Sample): Record<string, (string | null)[]> => ({
            name: [task.name],
            comment: [task.comment],
            [LR]: [task.lr],
            tags: task.tags,
          });
          return expectMatches({ [any ? "_any_" : "_all_"]: { fields, pattern } }, (task) => {
            const hits = fields.map((field) =>
              (values(task)[field] ?? []).some((value) => value !== null && regex.test(value)),
            );
            return hits.length === 0 || (any ? hits.some(Boolean) : hits.every(Boolean));
          });
        },
      ),
      RUNS,
    ));

  it("any number of any kinds together, in order and by pages", () => {
    type Condition = readonly [request: Record<string, unknown>, accepts: (task: Sample) => boolean];
    const condition: fc.Arbitrary<Condition> = fc.oneof(
      listQuery(TAGS).map((tags): Condition => [{ tags }, (task) => acceptsList(tags, task.tags)]),
      listQuery(["created", "queued"]).map(
        (status): Condition => [{ status }, (task) => acceptsList(status, [task.status])],
      ),
      listQuery(["2", "10"]).map(
        (values): Condition => [{ [LR]: values }, (task) => acceptsList(values, task.lr === null ? [] : [task.lr])],
      ),
      pair.map((last_iteration): Condition => [{ last_iteration }, (task) => within(task.iteration, last_iteration)]),
      pair.map((losses): Condition => [{ [METRIC]: losses }, (task) => within(task.loss, losses)]),
      day.map(
        (date): Condition => [
          { last_update: `>=${date.toISOString()}` },
          ({ updated }) => updated !== null && updated >= date,
        ],
      ),
      fc
        .constantFrom("run", "\\d", "^.-")
        .map((name): Condition => [{ name }, (task) => new RegExp(name, "u").test(task.name)]),
      fc
        .constantFrom("b", "ÄRGER")
        .map(
          (pattern): Condition => [
            { _any_: { fields: ["comment", "tags"], pattern } },
            ({ comment, tags }) => [comment ?? "", ...tags].some((text) => new RegExp(pattern, "iu").test(text)),
          ],
        ),
    );
    return fc.assert(
      fc.asyncProperty(
        fc.array(condition, { maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        async (conditions, size) => {
          const request = Object.assign({}, ...conditions.map(([part]) => part)) as Record<string, unknown>;
          // of one key the last condition counts
          const counts = new Map(conditions.map((one) => [Object.keys(one[0])[0], one[1]]));
          const accepted = samples.filter((task) => [...counts.values()].every((accepts) => accepts(task)));
          await expectMatches(request, (task) => accepted.includes(task));
          const expected = accepted
            .sort((a, b) => b.iteration - a.iteration || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)))
            .map(({ id }) => id);
          const order = { order_by: ["-last_iteration"] };
          const pages: string[] = [];
          for (let page = 0; page * size <= expected.length; page++)
            pages.push(...(await found({ ...request, ...order, page, page_size: size })));
          expect(pages).toEqual(expected);
        },
      ),
      RUNS,
    );
  });
});
