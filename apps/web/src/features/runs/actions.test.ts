import { describe, expect, it } from "vitest";
import type { Task } from "@/lib/wire";
import { actionsFor, countWords, leftOut, runAction } from "./actions";

const task = (status: string, ...system_tags: string[]): Task => ({ id: status, status, system_tags });
const offered = (...args: Parameters<typeof task>) => actionsFor(task(...args)).map((action) => action.id);

describe("what can be done with a run", () => {
  it("follows its state", () => {
    expect(offered("created")).toEqual(["enqueue", "clone", "tags", "move", "archive"]);
    expect(offered("queued")).toEqual(["dequeue", "abort", "clone", "tags", "move", "archive"]);
    expect(offered("in_progress")).toEqual(["abort", "clone", "tags", "move", "archive"]);
    expect(offered("failed")).toEqual(["enqueue", "reset", "publish", "clone", "tags", "move", "archive"]);
    expect(offered("completed")).toEqual(["reset", "publish", "clone", "tags", "move", "archive"]);
    expect(offered("published")).toEqual(["clone", "tags", "move", "archive"]);
  });

  it("is deleted from the archive only", () => {
    expect(offered("failed", "archived")).toEqual(["reset", "publish", "clone", "tags", "move", "restore", "delete"]);
  });
});

it("says how many an action applies to, and why not to all", () => {
  expect(countWords(1)).toBe("1 run");
  expect(countWords(2, 5)).toBe("2 of 5 runs");
  expect(countWords(12000)).toBe("12,000 runs");
  expect(leftOut(runAction("enqueue"), 3, 3)).toBe("");
  expect(leftOut(runAction("enqueue"), 2, 3)).toBe(
    "1 is left out: only drafts, aborted and failed runs can be enqueued.",
  );
  expect(leftOut(runAction("reset"), 0, 2)).toBe(
    "2 are left out: only runs that have ended and are not published can be reset.",
  );
});
