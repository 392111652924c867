import { expect, it } from "vitest";
import { rowMistakes, searchSections, sectionsOf } from "./parameters";

const item = (section: string, name: string, value = "") => ({ section, name, value });
const hyperparams = {
  properties: { reviewed: item("properties", "reviewed", "no") },
  Model: { width: item("Model", "width", "64") },
  Args: { "layer 10": item("Args", "layer 10"), "layer 2": item("Args", "layer 2"), lr: item("Args", "lr", "0.1") },
};

it("puts sections and parameters in order", () => {
  const sections = sectionsOf(hyperparams);
  expect(sections.map(({ name }) => name)).toEqual(["Args", "Model", "properties"]);
  expect(sections[0]?.params.map(({ name }) => name)).toEqual(["layer 2", "layer 10", "lr"]);
  expect(sectionsOf(undefined)).toEqual([]);
});

it("finds in names, values and sections", () => {
  const names = (search: string) =>
    searchSections(sectionsOf(hyperparams), search).flatMap(({ params }) => params.map(({ name }) => name));
  expect(names("0.1")).toEqual(["lr"]);
  expect(names("model")).toEqual(["width"]);
  expect(names("args layer")).toEqual(["layer 2", "layer 10"]);
  expect(names("")).toHaveLength(5);
  expect(names("nothing")).toEqual([]);
});

it("refuses rows without a name or with the same one", () => {
  const rows = [
    { key: 1, name: "a", value: "" },
    { key: 2, name: " ", value: "" },
    { key: 3, name: " a ", value: "" },
  ];
  expect([...rowMistakes(rows).keys()]).toEqual([2, 3]);
});
