import { expect, it } from "vitest";
import { isPatch, readPatch } from "./patch";

const git = `diff --git a/train.py b/train.py
index 1111111..2222222 100644
--- a/train.py
+++ b/train.py
@@ -1,3 +1,4 @@
 import os
-EPOCHS = 30
+EPOCHS = 40
+# note
 print(EPOCHS)
diff --git a/old.txt b/old.txt
deleted file mode 100644
--- a/old.txt
+++ /dev/null
@@ -1 +0,0 @@
-gone
\\ No newline at end of file
`;

it("reads files, counts and line numbers of a git diff", () => {
  const files = readPatch(git);
  expect(files?.map(({ name, added, removed }) => [name, added, removed])).toEqual([
    ["train.py", 2, 1],
    ["old.txt", 0, 1],
  ]);
  expect(files?.[0]?.hunks[0]?.lines.map(({ kind, before, after }) => [kind, before, after])).toEqual([
    ["same", 1, 1],
    ["removed", 2, undefined],
    ["added", undefined, 2],
    ["added", undefined, 3],
    ["same", 3, 4],
  ]);
  expect(files?.[1]?.hunks[0]?.lines.at(-1)).toEqual({ kind: "note", text: "No newline at end of file" });
});

it("says so when the text is no diff", () => {
  expect(readPatch("import os\nprint(1)\n")).toBeNull();
  expect(readPatch("")).toBeNull();
  expect(readPatch("--- nothing of the kind")).toBeNull();
});

it("takes what is cut off or broken for text", () => {
  const broken = `${git.slice(0, 120)}\nnot a diff any more`;
  expect([readPatch(broken), isPatch(broken), isPatch("import os\n")]).toEqual([null, true, false]);
});
