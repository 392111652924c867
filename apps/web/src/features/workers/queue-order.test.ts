import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callsFor, type Lanes, moveTo, type QueueCall } from "./queue-order";

const lanes: Lanes = { gpu: ["a", "b", "c"], cpu: ["d"] };
const calls = (after: Lanes, task: string, lengths = {}) => callsFor(lanes, after, task, lengths);

/** What the server does with a call, whole queues given. */
function serve(queues: Lanes, call: QueueCall): Lanes {
  if (call.call === "move_task_to_queue")
    return moveTo(queues, call.task, call.target_queue, (queues[call.target_queue] ?? []).length);
  const own = queues[call.queue] ?? [];
  const steps = call.call === "move_task_forward" ? -call.count : call.count;
  const index = Math.max(0, Math.min(own.length - 1, own.indexOf(call.task) + steps));
  return moveTo(queues, call.task, call.queue, index);
}

describe("moving runs between places of queues", () => {
  it("is one call within a queue", () => {
    expect(calls(moveTo(lanes, "a", "gpu", 2), "a")).toEqual([
      { call: "move_task_backward", queue: "gpu", task: "a", count: 2 },
    ]);
    expect(calls(moveTo(lanes, "c", "gpu", 0), "c")).toEqual([
      { call: "move_task_forward", queue: "gpu", task: "c", count: 2 },
    ]);
    expect(calls(lanes, "a")).toEqual([]);
  });

  it("goes to the end of another queue first", () => {
    expect(calls(moveTo(lanes, "d", "gpu", 1), "d", { gpu: 50 })).toEqual([
      { call: "move_task_to_queue", queue: "cpu", task: "d", target_queue: "gpu" },
      { call: "move_task_forward", queue: "gpu", task: "d", count: 49 },
    ]);
    expect(calls(moveTo(lanes, "a", "cpu", 1), "a")).toHaveLength(1);
  });

  it("gives the server the order that is seen, wherever a run is put", () => {
    const whole: Lanes = { one: ["a", "b", "c", "d"], two: ["e", "f"], three: [] };
    const lengths = { one: 4, two: 2, three: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(..."abcdef"),
        fc.constantFrom("one", "two", "three"),
        fc.nat(6),
        (task, queue, at) => {
          const room = (whole[queue] ?? []).filter((other) => other !== task).length;
          const after = moveTo(whole, task, queue, Math.min(at, room));
          expect(callsFor(whole, after, task, lengths).reduce(serve, whole)).toEqual(after);
        },
      ),
    );
  });
});
