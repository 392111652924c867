import { describe, expect, it } from "vitest";
import { ProtocolError } from "../platform/errors";
import { baseName, locationOf, parentNames, parsePath } from "./path";

function codeOf(text: string): string {
  try {
    return parsePath(text).name;
  } catch (error) {
    return error instanceof ProtocolError ? `${error.code}/${error.subcode}` : "other";
  }
}

describe("a project path", () => {
  it.each([
    ["plain", "plain"],
    ["  a b //right/  inner  /", "a b/right/inner"],
    ["ünï/项目名", "ünï/项目名"],
    ["one/two/.datasets", "one/two/.datasets"],
    ["", "400/407"],
    ["   ", "400/12"],
    [" / / ", "400/12"],
    ["ab", "400/12"],
    ["long/xy/longer", "400/12"],
    ["l01/l02/l03/l04/l05/l06/l07/l08/l09/l10", "l01/l02/l03/l04/l05/l06/l07/l08/l09/l10"],
    ["l01/l02/l03/l04/l05/l06/l07/l08/l09/l10/l11", "400/409"],
  ])("%j becomes %s", (text, expected) => expect(codeOf(text)).toBe(expected));

  it("counts characters, not code units", () => expect(codeOf("😀😀")).toBe("400/12"));

  it("knows its folders", () => {
    expect(parentNames("a/b/c")).toEqual(["a", "a/b"]);
    expect(parentNames("a")).toEqual([]);
    expect(baseName("a/b/c")).toBe("c");
    expect(locationOf("a/b/c")).toBe("a/b");
    expect(locationOf("a")).toBe("");
  });
});
