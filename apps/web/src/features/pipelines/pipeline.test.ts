import { expect, it } from "vitest";
import { countSteps, parseSteps, pipelineArguments, stepNote, stepSpan, stepStatus, unstarted } from "./pipeline";

const [first, second, third] = parseSteps(
  JSON.stringify({
    fetch: {
      parents: null,
      job_id: "t1",
      status: "completed",
      job_started: 100,
      job_ended: 160,
      parameters: { "Args/n": 3 },
    },
    train: { parents: ["fetch", 7], job_id: "t2", status: "running", job_started: 170 },
    deploy: { parents: ["train"], skip_job: true },
  }),
);

it("reads steps, whatever the SDK left out", () => {
  expect(first).toMatchObject({ name: "fetch", parents: [], task: "t1", parameters: { "Args/n": "3" } });
  expect(second?.parents).toEqual(["fetch"]);
  expect(third).toMatchObject({ task: null, status: "skipped", type: null });
  expect(parseSteps("not json")).toEqual([]);
  expect(parseSteps(undefined)).toEqual([]);
});

it("believes the run of a step before its controller", () => {
  if (!first || !second || !third) throw new Error("three steps");
  expect(stepStatus(second, { id: "t2", status: "failed" })).toBe("failed");
  expect(stepStatus(second, undefined)).toBe("in_progress");
  expect(stepStatus(third, undefined)).toBe("completed");
  expect([first, second, third].map(stepNote)).toEqual([null, null, "skipped"]);
  expect(stepSpan(first, undefined)).toEqual({ start: 100_000, end: 160_000 });
  expect(stepSpan(second, { id: "t2", status: "in_progress", started: "1970-01-01T00:05:00Z" })).toEqual({
    start: 300_000,
    end: null,
  });
  expect(stepSpan(third, undefined)).toBeNull();
  expect(countSteps([first, second], new Map([["t2", { id: "t2", status: "failed" }]]))).toEqual({
    completed: 1,
    failed: 1,
  });
});

it("does not take the steps of the run that was copied for those of the copy", () => {
  if (!first || !second) throw new Error("two steps");
  expect(unstarted([first, second])).toMatchObject([
    { name: "fetch", task: null, status: "pending", ended: null },
    { name: "train", parents: ["fetch"], task: null, started: null },
  ]);
});

it("offers the arguments of a run", () => {
  const Args = {
    b: { section: "Args", name: "b", value: "2", type: "int" },
    a: { section: "Args", name: "a" },
  };
  expect(pipelineArguments({ id: "1", hyperparams: { Args } })).toMatchObject([
    { name: "a", value: "" },
    { name: "b", value: "2", type: "int" },
  ]);
});
