import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

/** A run with one curve. */
async function run(points: readonly (readonly [iter: number, value: number])[], variant = "v"): Promise<string> {
  const id = newId();
  const owner = { company: t.user.company, user: t.user.user };
  await t.app.db.task.create({
    data: { id, ...owner, name: `run ${id}`, type: "training", status: "in_progress", created: new Date() },
  });
  await t.call(
    "events.add_batch",
    points.map(([iter, value]) => ({ type: "training_stats_scalar", task: id, iter, metric: "m", variant, value })),
  );
  return id;
}

interface Reply {
  readonly aggregates: Readonly<Record<string, number[] & (number | null)[]> & { group: number; variant: string }>[];
}
const read = (groups: readonly (readonly string[])[], more: object = {}) =>
  t.call<Reply>("events.scalar_aggregates", {
    groups: groups.map((tasks) => ({ tasks })),
    metrics: [{ metric: "m" }],
    ...more,
  });

it("draws a line for each group, of the runs that have a value at a place", async () => {
  const ids = [
    await run([
      [0, 1],
      [10, 2],
    ]),
    await run([
      [0, 3],
      [10, 4],
      [20, 7],
    ]),
    await run([[0, 8]]),
  ] as const;
  const { aggregates } = await read([ids, [ids[2]], [ids[1], ids[1]]]);
  expect(aggregates).toMatchObject([
    {
      ...{ group: 0, metric: "m", variant: "v", x: [0, 10, 20], count: [3, 2, 1] },
      ...{ mean: [4, 3, 7], median: [3, 3, 7], min: [1, 2, 7], max: [8, 4, 7] },
      std: [expect.closeTo(Math.sqrt(13)), expect.closeTo(Math.SQRT2), null],
      stderr: [expect.closeTo(Math.sqrt(13 / 3)), 1, null],
      ci95: [expect.closeTo(4.302653 * Math.sqrt(13 / 3), 5), expect.closeTo(12.706205, 5), null],
    },
    { group: 1, x: [0], count: [1], mean: [8], std: [null] },
    // A run that is named twice counts once.
    { group: 2, x: [0, 10, 20], count: [1, 1, 1] },
  ]);
  const part = await read([ids], { from: 5, to: 12 });
  expect(part.aggregates).toMatchObject([{ x: [10], count: [2], mean: [3] }]);
});

it("brings long curves to common places, whatever their rhythm", async () => {
  const even = await run(Array.from({ length: 500 }, (_, index) => [2 * index, index % 2 === 0 ? 0 : 2]));
  const odd = await run(Array.from({ length: 300 }, (_, index) => [2 * index + 1, 5]));
  const { aggregates } = await read([[even, odd]], { samples: 10 });
  const [line] = aggregates;
  expect(line?.x).toEqual([0, 100, 200, 300, 400, 499, 599, 700, 800, 998]);
  expect(line?.count).toEqual([2, 2, 2, 2, 2, 2, 2, 1, 1, 1]);
  expect(line?.mean?.[0]).toBeCloseTo(3);
  expect(line?.mean?.[9]).toBeCloseTo(1);
});

it("keeps variants apart", async () => {
  const [one, other] = [await run([[0, 1]], "a"), await run([[0, 2]], "b")];
  expect((await read([[one, other]])).aggregates).toMatchObject([
    { variant: "a", mean: [1] },
    { variant: "b", mean: [2] },
  ]);
});

it("refuses tasks that are not there, and more than it can hold", async () => {
  const one = await run([[0, 1]]);
  await expect(read([[one, newId()]])).rejects.toMatchObject({ code: 400, subcode: 101 });
  const many = Array.from({ length: 300 }, newId);
  await expect(read([many, many])).rejects.toThrow(/more than 500 tasks/);
});
