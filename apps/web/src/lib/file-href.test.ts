import { expect, it } from "vitest";
import { downloadHref, fileHref, fileName } from "./file-href";

const local = { web: "http://127.0.0.1:8080", files: "http://127.0.0.1:8081" };
const domains = { web: "https://app.limpid.example", files: "https://files.limpid.example" };

it.each([
  ["http://127.0.0.1:8081/p/run.1/a%20b.txt", local, "/files/p/run.1/a%20b.txt"],
  ["https://files.limpid.example/p/x.png?v=2", domains, "/files/p/x.png?v=2"],
  ["https://app.limpid.example/files/p/x.png", domains, "/files/p/x.png"],
  ["http://127.0.0.1:9000/p/x.png", local, "http://127.0.0.1:9000/p/x.png"],
  ["https://cdn.example/x.png", local, "https://cdn.example/x.png"],
  ["http://127.0.0.1:80810/x", local, null],
])("%s → %s", (uri, addresses, href) => expect(fileHref(uri, addresses)).toBe(href));

it.each([
  "s3://bucket/key",
  "gs://b/k",
  "azure://a/b",
  "file:///etc/passwd",
  "/home/me/model.pt",
  "javascript:alert(1)",
  "data:text/html,x",
  "",
  undefined,
])("%s cannot be fetched", (uri) => expect(fileHref(uri, local)).toBeNull());

it("asks for a download of our own files only", () => {
  expect(downloadHref("/files/a")).toBe("/files/a?download");
  expect(downloadHref("/files/a?x=1")).toBe("/files/a?x=1&download");
  expect(downloadHref("https://cdn.example/a")).toBe("https://cdn.example/a");
});

it("names a file", () => {
  expect(fileName("http://h/p/a%20b.txt?x")).toBe("a b.txt");
  expect(fileName("s3://bucket/key/")).toBe("key");
  expect(fileName("bad%")).toBe("bad%");
});
