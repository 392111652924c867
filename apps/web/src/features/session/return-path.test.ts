import { expect, it } from "vitest";
import { returnPath } from "./return-path";

it.each(["/projects/*/tasks/t/console?x=1", "/", "/projects#part"])("goes back to %s", (path) =>
  expect(returnPath(path)).toBe(path),
);

it.each([
  "//evil.example",
  "/\\evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "projects",
  "/a\\b",
  "/\t/evil.example",
  "/login?next=/x",
  "",
  null,
  undefined,
])("does not follow %s", (path) => expect(returnPath(path)).toBe("/"));
