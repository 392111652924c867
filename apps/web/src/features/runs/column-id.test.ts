import { expect, it } from "vitest";
import { mainMetric, metricColumnId, paramColumnId, parseColumnId } from "./column-id";

it("column ids come back as they went, with users' own names in them", () => {
  for (const [section, name] of [
    ["Args", "lr"],
    ["Args", "model.depth"],
    ["__General", "a%b$c__d"],
    ["General", "value"],
  ] as const)
    expect(parseColumnId(paramColumnId(section, name))).toEqual({ kind: "param", section, name });
  const hashes = { metric_hash: "a1", variant_hash: "b2" };
  for (const show of ["value", "min_value", "max_value", "curve"] as const)
    expect(parseColumnId(metricColumnId(hashes, show))).toEqual({ kind: "metric", show, ...hashes });
});

it("other ids are none of them", () => {
  for (const id of ["name", "project.name", "last_metrics.a.b.first_value", "hyperparams.Args", "curve.a", ""])
    expect(parseColumnId(id)).toBeNull();
});

it("the main metric is a score of the validation, else a score, else a loss", () => {
  const name = (text: string) => {
    const [metric = "", variant = ""] = text.split("/");
    return { metric, variant };
  };
  const main = (...names: string[]) => mainMetric(names.map(name));
  expect(main(":monitor:gpu/load", "lr/lr", "loss/train", "accuracy/train", "val/accuracy")).toEqual(
    name("val/accuracy"),
  );
  expect(main("loss/train", "accuracy/top1")).toEqual(name("accuracy/top1"));
  expect(main("lr/lr", "loss/train", "val/loss")).toEqual(name("val/loss"));
  expect(main(":monitor:gpu/load")).toBeNull();
});
