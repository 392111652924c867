import { expect, it } from "vitest";
import { guessLanguage, languageOf } from "./language";

it("knows files by their names", () => {
  expect(["train.PY", "a.b.yml", "x.conf", "Makefile", ""].map(languageOf)).toEqual([
    "python",
    "yaml",
    "ini",
    "text",
    "text",
  ]);
});

it.each([
  ['{"a": 1}', "json"],
  ["[1, 2]", "json"],
  ["{ a = 1 }", "yaml"],
  ["[trainer]\nlr = 0.1", "ini"],
  ["optimizer:\n  name: sgd", "yaml"],
  ["#!/bin/bash\necho", "shell"],
  ["diff --git a/x b/x\n--- a/x", "diff"],
  ["import os\nprint(1)", "python"],
  ["plain words", "text"],
])("%j looks like %s", (text, language) => expect(guessLanguage(text)).toBe(language));
