import { expect, it } from "vitest";
import { agentNote, type ServiceAgent } from "./agent-note";

const agent: ServiceAgent = {
  name: "clearml-services",
  state: "ready",
  reason: "Docker 26.1.5 on linux/amd64",
  queues: [{ name: "urgent" }, { name: "services" }],
  slots: 8,
  running: 2,
};

it("says what an agent does, or why runs wait", () => {
  expect(agentNote(agent)).toEqual({
    works: true,
    text: "clearml-services runs what comes into urgent, services: 2 of 8 slots in use · Docker 26.1.5 on linux/amd64",
  });
  expect(agentNote({ ...agent, state: "waiting", reason: "there is no Docker engine here" })).toEqual({
    works: false,
    text: "Runs in urgent, services wait: there is no Docker engine here",
  });
  expect(agentNote({ ...agent, queues: [] }).text).toMatch(/its queues were deleted/);
});
