import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Filters, formatFilters, NO_DATES, parseFilters, withFilter } from "./filter";

describe("filters in the URL", () => {
  it("are readable", () => {
    expect(
      formatFilters({
        status: { kind: "list", include: ["failed", "stopped"], exclude: [], all: false },
        tags: { kind: "list", include: ["prod"], exclude: ["old"], all: true },
        last_iteration: { kind: "range", min: 100, max: null },
        started: { ...NO_DATES, last: "7d" },
        last_update: { ...NO_DATES, from: "2026-11-01", to: "2026-11-24" },
      }),
    ).toBe(
      "status:failed,stopped;tags*:prod,!old;last_iteration:100..;started:last.7d;last_update:2026-11-01..2026-11-24",
    );
  });

  it("come back as they went, whatever stands in names and values", () => {
    const text = fc.string({ minLength: 1, maxLength: 12 });
    const list = fc.record({
      kind: fc.constant("list" as const),
      include: fc.uniqueArray(text, { minLength: 1, maxLength: 4 }),
      exclude: fc.uniqueArray(text, { maxLength: 4 }),
      all: fc.boolean(),
    });
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
    const range = fc.record({ kind: fc.constant("range" as const), min: finite, max: fc.option(finite) });
    fc.assert(
      fc.property(
        fc.dictionary(
          text.map((name) => `hyperparams.Args.${name}.value`),
          list,
        ),
        range,
        (lists, metric) => {
          const filters: Filters = { ...lists, "last_metrics.a.b.value": metric };
          expect(parseFilters(formatFilters(filters))).toEqual(filters);
        },
      ),
    );
  });

  it("pass over what makes no sense", () => {
    expect(
      parseFilters("status;:x;status:;tags:!;last_iteration:a..b;started:last.week;created:2026-99-99..;user:u1"),
    ).toEqual({ user: { kind: "list", include: ["u1"], exclude: [], all: false } });
  });

  it("lose a filter that leaves nothing out", () => {
    const filters = parseFilters("status:failed;user:u1");
    expect(Object.keys(withFilter(filters, "status", { kind: "list", include: [], exclude: [], all: false }))).toEqual([
      "user",
    ]);
    expect(withFilter(filters, "gone", null)).toEqual(filters);
  });
});
