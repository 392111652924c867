import { describe, expect, it } from "vitest";
import { forwarded } from "./board";
import { placeName } from "./place";

const database = "postgresql://limpid:secret@127.0.0.1:5433/limpid";

describe("the name of a place", () => {
  it.each([
    ["postgresql://other:word@127.0.0.1:5433/limpid", "database"],
    ["postgres://u:p@db.local/events", "postgresql://db.local:5432/events"],
    ["postgresql://u@localhost/events?host=/run/postgresql", "postgresql:///run/postgresql:5432/events"],
    ["https://u:p@es1:9200,https://es2:9200", "https://es1:9200"],
    ["http://es1:9200/sub/?prefix=team", "http://es1:9200/sub?prefix=team"],
  ])("of %s is %s: no credentials, and the same however it is written", (url, name) => {
    expect(placeName({ url }, database)).toBe(name);
  });

  it("is none of what is no engine", () => {
    expect(() => placeName({ url: "mysql://u:secret@h/x" }, database)).toThrow("mysql is no place for events");
  });
});

describe("forwarding", () => {
  const moves = (...names: [string, string][]) => ({
    forwardings: names.map(([source, name]) => ({ source, name, access: null, moved_at: new Date(0) })),
  });

  it("follows several moves, and ends where nothing was moved from", () => {
    const state = moves(["a", "b"], ["b", "c"]);
    expect(forwarded("a", state)?.name).toBe("c");
    expect(forwarded("b", state)?.name).toBe("c");
    expect(forwarded("c", state)).toBeUndefined();
    expect(forwarded("elsewhere", state)).toBeUndefined();
  });
});
