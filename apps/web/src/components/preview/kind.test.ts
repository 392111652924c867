import { expect, it } from "vitest";
import { previewKind } from "./kind";

it.each([
  ["a.png", undefined, "image"],
  ["A.SVG", undefined, "image"],
  ["frame.csv.gz", undefined, "table"],
  ["notes.txt.gz", undefined, "text"],
  ["video.mp4.gz", undefined, "none"],
  ["page.html", undefined, "page"],
  ["model.pt", undefined, "none"],
  ["csv", undefined, "none"],
  ["noname", "text/csv", "table"],
  ["noname", "application/json", "text"],
  ["noname", "application/octet-stream", "none"],
  ["weights.bin", "image/png", "image"],
])("%s of type %s is shown as %s", (name, type, kind) => expect(previewKind(name, type)).toBe(kind));
