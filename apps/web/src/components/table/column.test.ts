import { describe, expect, it } from "vitest";
import {
  arrange,
  defaultLayout,
  formatLayout,
  formatSort,
  moveColumn,
  nextSort,
  parseLayout,
  parseSort,
  resizeColumn,
  type TableColumn,
  toggleColumn,
} from "./column";

const column = (id: string, more: Partial<TableColumn<unknown>> = {}): TableColumn<unknown> => ({
  id,
  header: id,
  cell: () => null,
  ...more,
});
const columns = [column("name", { pinned: true }), column("status"), column("user", { hidden: true }), column("loss")];

describe("sort in the URL", () => {
  it("is the wire's order_by", () => {
    expect(parseSort("-last_update,name")).toEqual([
      { id: "last_update", desc: true },
      { id: "name", desc: false },
    ]);
    expect(formatSort(parseSort("-a.b,c"))).toBe("-a.b,c");
    expect(parseSort(",-,")).toEqual([]);
  });

  it("goes ascending, descending, none; shift keeps the other keys in their places", () => {
    const one = nextSort([], "name", false);
    expect(formatSort(one)).toBe("name");
    expect(formatSort(nextSort(one, "name", false))).toBe("-name");
    expect(nextSort(parseSort("-name"), "name", false)).toEqual([]);
    expect(formatSort(nextSort(parseSort("a,b"), "a", true))).toBe("-a,b");
    expect(formatSort(nextSort(parseSort("a"), "b", true))).toBe("a,b");
    expect(formatSort(nextSort(parseSort("a,b"), "c", false))).toBe("c");
  });
});

describe("columns in the URL", () => {
  it("reads what it writes, widths only where they were changed", () => {
    const layout = { visible: ["status", "loss"], widths: { loss: 220 } };
    expect(formatLayout(layout)).toBe("status,loss:220");
    expect(parseLayout("status,loss:220")).toEqual(layout);
  });

  it("keeps ids that hold the signs of the spelling", () => {
    const layout = {
      visible: ["hyperparams.Args.a,b:1%2Ec.value", "loss"],
      widths: { "hyperparams.Args.a,b:1%2Ec.value": 90 },
    };
    expect(parseLayout(formatLayout(layout))).toEqual(layout);
    const sort = [{ id: "hyperparams.Args.a,-b.value", desc: true }];
    expect(parseSort(formatSort(sort))).toEqual(sort);
  });

  it("survives nonsense: doubles, empty parts, absurd widths", () => {
    expect(parseLayout("a,,a:9,b:-5")).toEqual({ visible: ["a", "b"], widths: { b: 48 } });
  });

  it("puts pinned columns first and skips what no column has", () => {
    expect(arrange(columns, parseLayout("loss,gone,status")).map((each) => each.id)).toEqual([
      "name",
      "loss",
      "status",
    ]);
    expect(arrange(columns, defaultLayout(columns)).map((each) => each.id)).toEqual(["name", "status", "loss"]);
  });

  it("moves, shows, hides and resizes", () => {
    const layout = parseLayout("a,b,c");
    expect(moveColumn(layout, "c", "a").visible).toEqual(["c", "a", "b"]);
    expect(moveColumn(layout, "a", null).visible).toEqual(["b", "c", "a"]);
    expect(moveColumn(layout, "a", "a").visible).toEqual(["a", "b", "c"]);
    expect(toggleColumn(layout, "b", false).visible).toEqual(["a", "c"]);
    expect(toggleColumn(layout, "d", true).visible).toEqual(["a", "b", "c", "d"]);
    expect(resizeColumn(layout, "a", 10).widths).toEqual({ a: 48 });
    expect(resizeColumn(resizeColumn(layout, "a", 90), "a", null).widths).toEqual({});
  });
});
