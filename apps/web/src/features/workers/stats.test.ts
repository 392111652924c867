import { expect, it } from "vitest";
import { loadsOf, periodUntil } from "./stats";

const metric = (name: string, values: number[], cards: Record<string, number[]> = {}) => ({
  metric: name,
  stats: [
    {
      aggregation: "avg",
      dates: values.map((_, index) => index),
      values,
      resource_series: Object.entries(cards).map(([card, own]) => ({ name: card, values: own })),
    },
  ],
});

it("takes the last interval in which the machine spoke; a card at rest is at 0", () => {
  const load = loadsOf([
    {
      worker: "w",
      metrics: [
        metric("cpu_usage", [10, 50, 0]),
        metric("memory_used", [10, 30, 0]),
        metric("memory_free", [90, 70, 0]),
        metric("gpu_usage", [95, 40, 0], { "0": [95, 80, 0], "1": [95, 0, 0] }),
        metric("gpu_memory_used", [20, 20, 0], { "0": [20, 20, 0], "1": [20, 1, 0] }),
        metric("gpu_memory_free", [20, 20, 0], { "0": [60, 60, 0], "1": [60, 79, 0] }),
      ],
    },
  ]).get("w");
  expect(load).toEqual({
    cpu: 0.5,
    memory: 0.3,
    gpus: [
      { name: "0", use: 0.8, memory: 0.25 },
      { name: "1", use: 0, memory: 1 / 80 },
    ],
  });
});

it("knows nothing of a worker that measured nothing", () => {
  expect(loadsOf([{ worker: "w", metrics: [] }]).get("w")).toEqual({ cpu: null, memory: null, gpus: [] });
});

it("asks for the same period within one interval", () => {
  const first = periodUntil("3h", 1_700_000_000_000);
  expect(first.to_date - first.from_date).toBe(3 * 3600);
  expect(periodUntil("3h", first.to_date * 1000 - 1)).toEqual(first);
  expect(periodUntil("30d", 0).interval).toBe(14_400);
});
