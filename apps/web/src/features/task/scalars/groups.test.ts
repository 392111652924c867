import { expect, it } from "vitest";
import { chartsOf, gridRows, searchCharts, sectionsOf } from "./groups";

const metrics = {
  "train/loss": ["all"],
  accuracy: ["validation", "train"],
  "layer 10": ["w"],
  "layer 2": ["w"],
  "train/grad": ["all"],
  "val/loss": ["all"],
};
const titles = (charts: readonly { title: string }[]) => charts.map(({ title }) => title);

it("makes a chart of a metric or of each variant, numbers in order", () => {
  expect(titles(chartsOf(metrics, "metric"))).toEqual([
    "accuracy",
    "layer 2",
    "layer 10",
    "train/grad",
    "train/loss",
    "val/loss",
  ]);
  expect(titles(chartsOf({ accuracy: ["b", "a", "accuracy"] }, "variant"))).toEqual([
    "accuracy / a",
    "accuracy",
    "accuracy / b",
  ]);
});

it("finds by words in metric and variants", () => {
  const charts = chartsOf(metrics, "metric");
  expect(titles(searchCharts(charts, "LOSS"))).toEqual(["train/loss", "val/loss"]);
  expect(titles(searchCharts(charts, "loss val"))).toEqual(["val/loss"]);
  expect(titles(searchCharts(charts, "validation"))).toEqual(["accuracy"]);
  expect(searchCharts(charts, " ")).toBe(charts);
});

it("makes sections of what stands before the slash", () => {
  expect(sectionsOf(chartsOf(metrics, "metric")).map(({ name, charts }) => [name, charts.length])).toEqual([
    ["", 3],
    ["train", 2],
    ["val", 1],
  ]);
});

it("cuts sections into rows; closed ones keep their heading", () => {
  const sections = sectionsOf(chartsOf(metrics, "metric"));
  const kinds = (closed: string[]) =>
    gridRows(sections, 2, new Set(closed)).map((row) =>
      row.kind === "heading" ? `# ${row.section.name}` : row.charts.length,
    );
  expect(kinds([])).toEqual(["# ", 2, 1, "# train", 2, "# val", 1]);
  expect(kinds(["train"])).toEqual(["# ", 2, 1, "# train", "# val", 1]);
  expect(gridRows(sections.slice(0, 1), 4, new Set()).map((row) => row.kind)).toEqual(["charts"]);
});
