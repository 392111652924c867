import { describe, expect, it } from "vitest";
import { RunRefused } from "../launcher/launcher";
import { outcomeOf, type RunFacts } from "./outcome";
import { readMark } from "./script";

const end = (exitCode: number | null, more = {}) => ({ exitCode, at: 0, outOfMemory: false, ...more });
const of = (facts: Partial<RunFacts>) => {
  const { outcome, lines } = outcomeOf({ worker: "w", timeLimitSec: 60, ...facts });
  return [outcome.status, outcome.reason, outcome.message, ...lines];
};
const BY = "Changed by clearml-agent w";

describe("how a run came out", () => {
  it("is said as the Python agent says it", () => {
    expect(of({ end: end(0) })).toEqual(["completed", "worker execution done", BY, "Process completed successfully"]);
    expect(of({ end: end(3), lastLine: "ValueError: no" })).toEqual([
      "failed",
      "worker execution exit code 3",
      `Exit code 3 (ValueError: no). ${BY}`,
      "Process failed, exit code 3",
    ]);
    expect(of({ end: end(143), stopped: "user" })).toEqual([
      "stopped",
      "task was stopped by tasks.stop",
      BY,
      "Process aborted by user",
    ]);
    expect(of({ end: end(0), stopped: "user" })[0]).toBe("stopped");
  });

  it("names its cause", () => {
    const message = (facts: Partial<RunFacts>) => {
      const [status, , text] = of(facts);
      expect(status).toBe("failed");
      return text?.replace(`. ${BY}`, "");
    };
    expect(message({ end: end(137, { outOfMemory: true }), memory: 512 * 1024 ** 2 })).toBe(
      "Out of memory: it was ended at its limit of 512 MiB",
    );
    expect(message({ refused: new RunRefused("image", "image not found: x:1") })).toBe("Image not found: x:1");
    expect(message({ end: end(143), stopped: "limit" })).toBe("Time limit of 60 s reached");
    expect(message({ end: end(2), mark: { cause: "setup", text: "syntax error" } })).toBe(
      "Bad setup script: syntax error",
    );
    expect(message({ end: end(127, { fault: "no such user" }) })).toBe("The container could not be run: no such user");
    expect(message({ end: end(137) })).toBe("Killed by signal 9");
    expect(message({ end: end(143), engineAway: true })).toMatch(/^It was ended together with its engine/);
    expect(message({ end: end(3), engineAway: true })).toBe("Exit code 3");
    expect(message({ end: end(null) })).toBe("It has ended, and nobody knows how");
    expect(message({})).toBe("The container is gone: it was removed from outside");
    expect(message({ end: end(1), lastLine: "x".repeat(1000) })?.length).toBeLessThan(250);
  });
});

it("marks are read from lines of the same run only", () => {
  expect(readMark("r1", "::limpid r1 setup it ended")).toEqual({ cause: "setup", text: "it ended" });
  for (const line of ["::limpid r2 setup x", "::limpid r1 other x", " ::limpid r1 setup x", "setup"])
    expect(readMark("r1", line)).toBeNull();
});
