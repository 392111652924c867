import { expect, it } from "vitest";
import { mainMetrics, metricLabel } from "./main-metrics";

const name = (text: string) => {
  const [metric = "", variant = ""] = text.split("|");
  return { metric, variant };
};
const first = (count: number, ...names: string[]) =>
  mainMetrics(names.map(name), count).map(({ metric, variant }) => `${metric}|${variant}`);

it("puts scores before losses before the rest, and held-out data first", () => {
  expect(
    first(9, "lr|group 0", "loss|train", "loss|val", "accuracy|train", "val_acc|", ":monitor:gpu|gpu_0_utilization"),
  ).toEqual(["val_acc|", "accuracy|train", "loss|val", "loss|train", "lr|group 0"]);
});

it("takes words, not parts of words", () => {
  expect(first(1, "faccade|x", "train/loss|x")).toEqual(["train/loss|x"]);
});

it("names a curve once", () => {
  expect(metricLabel(name("loss|loss"))).toBe("loss");
  expect(metricLabel(name("loss|val"))).toBe("loss / val");
});
