import type { ChangesMessage, Topic } from "@limpid/core/platform/changes/schema";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Open, Push, type PushState } from "./push";

type Subscription = { input: Parameters<Open>[0]; handlers: Parameters<Open>[1]; isOpen: boolean };

let opened: Subscription[];
let topics: Topic[];
let heard: string[];
let state: PushState;
let push: Push;

beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
  topics = ["task:a"];
  heard = [];
  state = "waiting";
  push = new Push({
    since: "epoch.0",
    topics: () => topics,
    onChanges: (changes) => heard.push(Object.keys(changes).join(" ")),
    onResync: () => heard.push("resync"),
    onState: (next) => {
      state = next;
    },
    onError: () => heard.push("error"),
    open: (input, handlers) => {
      const subscription = { input, handlers, isOpen: true };
      opened.push(subscription);
      return {
        unsubscribe: () => {
          subscription.isOpen = false;
        },
      };
    },
  });
});
afterEach(() => vi.useRealTimers());

/** The subscription that is open now. */
function current(): Subscription {
  const open = opened.filter(({ isOpen }) => isOpen);
  expect(open).toHaveLength(1);
  return open[0] as Subscription;
}
const say = (id: string, data: ChangesMessage) => current().handlers.onData({ id, data });

it("goes on after what was heard last, whatever ended the connection", () => {
  push.want(true);
  expect(current().input).toEqual({ topics: ["task:a"], lastEventId: "epoch.0" });
  say("epoch.1", { type: "ready" });
  say("epoch.7", { type: "changes", topics: { "task:a": "now" } });
  push.want(false);
  expect(opened.every(({ isOpen }) => !isOpen)).toBe(true);
  push.want(true);
  expect(current().input.lastEventId).toBe("epoch.7");
  expect(heard).toEqual(["task:a"]);
});

it("asks anew for a topic that it has not, not for one less", () => {
  push.want(true);
  say("epoch.1", { type: "ready" });
  topics = ["log:a", "task:a"];
  push.look();
  vi.advanceTimersByTime(100);
  expect(current().input).toEqual({ topics: ["log:a", "task:a"], lastEventId: "epoch.1" });
  expect(state).toBe("on");
  topics = ["log:a"];
  push.look();
  vi.advanceTimersByTime(100);
  expect(opened).toHaveLength(2);
});

it("is off only when a break lasts, and tells of a resync after it", () => {
  push.want(true);
  say("epoch.1", { type: "ready" });
  current().handlers.onBroken();
  vi.advanceTimersByTime(4_000);
  say("epoch.1", { type: "ready" });
  vi.advanceTimersByTime(60_000);
  expect(state).toBe("on");
  current().handlers.onBroken();
  vi.advanceTimersByTime(5_000);
  expect(state).toBe("off");
  say("other.1", { type: "resync" });
  expect(state).toBe("on");
  expect(heard).toEqual(["resync"]);
});

it("tries again what was refused, less and less often, and is off meanwhile", () => {
  push.want(true);
  for (let round = 0; round < 10; round++) {
    current().handlers.onError(new Error("502"));
    vi.advanceTimersByTime(45_000);
  }
  expect(opened).toHaveLength(11);
  expect(state).toBe("off");
  vi.advanceTimersByTime(600_000);
  expect(opened).toHaveLength(11);
  expect(heard.every((word) => word === "error")).toBe(true);
  say("epoch.1", { type: "ready" });
  expect(state).toBe("on");
});

it("is off while the server hears nothing itself", () => {
  push.want(true);
  say("epoch.1", { type: "lost" });
  expect(state).toBe("off");
  say("epoch.1", { type: "resync" });
  expect(state).toBe("on");
});

it("hears nothing from a subscription that it gave up", () => {
  push.want(true);
  const old = current();
  topics = ["log:a"];
  push.look();
  vi.advanceTimersByTime(100);
  old.handlers.onData({ id: "epoch.9", data: { type: "resync" } });
  old.handlers.onError(new Error("aborted"));
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual([]);
  expect(opened).toHaveLength(2);
});

it("watches kinds where there are too many single objects, and takes a change of one for a change of each", () => {
  topics = Array.from({ length: 120 }, (_, index): Topic => `scalar:${index}`);
  topics.push("task@project");
  push.want(true);
  expect(current().input.topics).toEqual(["scalar", "task"]);
  say("epoch.1", { type: "changes", topics: { scalar: "soon" } });
  expect(heard[0]?.split(" ")).toEqual(topics.slice(0, 120));
});
