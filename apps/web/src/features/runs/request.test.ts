import { describe, expect, it } from "vitest";
import { parseFilters } from "./filter";
import { dateBounds, type RunsQuery, runsRequest } from "./request";

const query: RunsQuery = {
  projectId: "p1",
  text: "",
  regex: false,
  filters: {},
  archived: false,
  orderBy: ["-last_update"],
};
const now = new Date("2026-11-24T12:00:00Z");
const filtered = (text: string) => runsRequest({ ...query, filters: parseFilters(text) }, now);

describe("runsRequest", () => {
  it("asks for the project with what is below, without the archive", () => {
    expect(runsRequest(query)).toEqual({
      project: ["p1"],
      include_subprojects: true,
      system_tags: ["__$not", "archived"],
      order_by: ["-last_update"],
    });
    expect(runsRequest({ ...query, projectId: "*", archived: true })).toEqual({
      system_tags: ["__$and", "archived"],
      order_by: ["-last_update"],
    });
  });

  it("searches for the text itself, or for a pattern", () => {
    expect(runsRequest({ ...query, text: "lr=0.1 (a)" })._any_).toMatchObject({ pattern: "lr=0\\.1 \\(a\\)" });
    expect(runsRequest({ ...query, text: "^a.b", regex: true })._any_).toMatchObject({ pattern: "^a.b" });
  });

  it("knows that some states look alike", () => {
    expect(filtered("status:completed,failed").status).toEqual(["__$any", "completed", "closed", "failed"]);
    expect(filtered("status:!published").status).toEqual(["__$any", "__$not", "published", "__$not", "publishing"]);
  });

  it("sends tags as filters: any or all of them, none of the excluded", () => {
    expect(filtered("tags:a,b,!c").filters).toEqual({
      tags: { any: { include: ["a", "b"] }, all: { include: [], exclude: ["c"] } },
    });
    expect(filtered("tags*:a,b").filters).toEqual({ tags: { all: { include: ["a", "b"], exclude: [] } } });
    expect(filtered("tags:a").filters).toEqual({ tags: { any: { include: ["a"] } } });
  });

  it("sends ranges of numbers and values of parameters under their paths", () => {
    const request = filtered(
      "last_metrics.a.b.max_value:0.9..;active_duration:..3600;hyperparams.Args.lr.value:0.1,0.2",
    );
    expect(request["last_metrics.a.b.max_value"]).toEqual([0.9, null]);
    expect(request.active_duration).toEqual([null, 3600]);
    expect(request["hyperparams.Args.lr.value"]).toEqual(["__$any", "0.1", "0.2"]);
  });

  it("turns dates into instants, each field in the form that its kind wants", () => {
    expect(filtered("started:last.12h").started).toEqual(["2026-11-24T00:00:00.000Z", null]);
    expect(filtered("last_update:last.1d").last_update).toEqual([">=2026-11-23T12:00:00.000Z"]);
    const { from, to } = dateBounds({ kind: "dates", from: "2026-11-01", to: "2026-11-01", last: null }, now);
    expect(Date.parse(String(to)) - Date.parse(String(from))).toBe(86_399_999);
    expect((filtered("started:..2026-11-01").started as string[])[0]).toBe("1970-01-01T00:00:00.000Z");
  });

  it("replaces the page's project by chosen ones", () => {
    expect(filtered("project:p2")).toMatchObject({ project: ["__$any", "p2"], include_subprojects: true });
  });
});
