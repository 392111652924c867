import { expect, it } from "vitest";
import { downloadHref } from "./download";

const files = "http://files.example:8081";

it("fetches files of our own server through this origin, others where they lie", () => {
  expect(downloadHref(`${files}/a/best.pt`, files)).toBe("/files/a/best.pt");
  expect(downloadHref("https://store.example/best.pt", files)).toBe("https://store.example/best.pt");
  // A server whose name only begins alike is another one.
  expect(downloadHref(`${files}0/best.pt`, files)).toBe(`${files}0/best.pt`);
});

it("makes no link of what a browser cannot fetch or must not run", () => {
  for (const uri of ["s3://bucket/best.pt", "file:///best.pt", "javascript:alert(1)", " https://x", ""])
    expect(downloadHref(uri, files)).toBeNull();
});
