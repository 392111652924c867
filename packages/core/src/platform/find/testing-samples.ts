import fc from "fast-check";
import { md5, newId } from "../ids";
import type { FindTest } from "./testing";

/** What the model of §6 knows of a task; stored once in the database and kept here in plain JavaScript. */
export interface Sample {
  id: string;
  name: string;
  comment: string | null;
  tags: string[];
  status: string;
  parent: string | null;
  iteration: number;
  updated: Date | null;
  changed: Date | null;
  started: Date | null;
  runtime: Record<string, string | number | null>;
  lr: string | null;
  loss: number | null;
}

export const TAGS = ["a", "b", "c", "-a"];
export const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
export const day = fc.integer({ min: 1, max: 9 }).map((number) => new Date(`2026-01-0${number}T00:00:00Z`));
const words = fc.constantFrom("", "run 2", "run 10", "Run 1", "x.y", "ärger", "A", "b", "two\nlines");
const sample: fc.Arbitrary<Sample> = fc.record({
  id: fc.uuid().map(() => newId()),
  name: words.map((text) => `${text}-`),
  comment: maybe(words),
  tags: fc.array(fc.constantFrom(...TAGS), { maxLength: 3 }),
  status: fc.constantFrom("created", "queued", "stopped"),
  parent: maybe(fc.constantFrom("p1", "p2", "")),
  iteration: fc.integer({ min: -2, max: 12 }),
  updated: maybe(day),
  changed: maybe(day),
  started: maybe(day),
  runtime: fc.dictionary(fc.constantFrom("k", "n"), fc.constantFrom("v", "w", 1, null), { noNullPrototype: true }),
  lr: maybe(fc.constantFrom("2", "9", "10", "1e-3", "0.01", ".5", "-3", "text", "")),
  loss: maybe(fc.constantFrom(-1, 0, 0.5, 2)),
});

export const METRIC = `last_metrics.${md5("m")}.${md5("v")}.value`;
export const LR = "hyperparams.Args.l%2Er.value";

/** Random tasks, in the database and as the model knows them. */
export async function addSamples(test: FindTest): Promise<Sample[]> {
  const [samples = []] = fc.sample(fc.array(sample, { minLength: 80, maxLength: 80 }), 1);
  for (const { iteration, updated, changed, lr, loss, ...columns } of samples) {
    const { id } = columns;
    await test.addTask({
      ...columns,
      last_iteration: BigInt(iteration),
      last_update: updated,
      last_change: changed,
    });
    if (lr !== null)
      await test.db.taskHyperparam.create({ data: { task: id, section: "Args", name: "l.r", value: lr } });
    if (loss !== null) {
      const key = { metric: "m", variant: "v", metric_hash: md5("m"), variant_hash: md5("v") };
      await test.db.lastMetric.create({ data: { owner: id, ...key, value: loss } });
    }
  }
  return samples;
}
