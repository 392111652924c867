import { expect, it } from "vitest";
import type { Run } from "../query";
import { type RunAction, whyNot } from "./allowed";

const run = (status: string, more: Partial<Run> = {}) => ({ id: "r", status, ...more }) as Run;
const ALL: RunAction[] = [
  "clone",
  "enqueue",
  "dequeue",
  "reset",
  "abort",
  "publish",
  "archive",
  "restore",
  "move",
  "delete",
];
const offered = (one: Run) => ALL.filter((action) => whyNot(action, one) === null);

it.each([
  ["created", ["clone", "enqueue", "archive", "move"]],
  ["queued", ["clone", "dequeue", "reset", "abort", "archive", "move"]],
  ["in_progress", ["clone", "reset", "abort", "archive", "move"]],
  ["stopped", ["clone", "enqueue", "reset", "publish", "archive", "move"]],
  ["failed", ["clone", "enqueue", "reset", "publish", "archive", "move"]],
  ["completed", ["clone", "reset", "publish", "archive", "move"]],
  ["published", ["clone", "archive", "move"]],
])("a run that is %s offers %j", (status, actions) => expect(offered(run(status))).toEqual(actions));

it("an archived run is restored or deleted first", () => {
  expect(offered(run("completed", { system_tags: ["archived"] }))).toEqual(["clone", "restore", "move", "delete"]);
});

it("examples can only be cloned", () => {
  expect(offered(run("completed", { company: {} }))).toEqual(["clone"]);
});

it("says why not", () => {
  expect(whyNot("enqueue", run("completed"))).toBe("It is finished. Reset or clone it to run it again.");
  expect(whyNot("reset", run("created"))).toBe("It has not run yet.");
});
