import { randomUUID } from "node:crypto";

/** Settings of agent services on a test engine: a name that no other agent has, and only images that are there already. */
export function servicesEnv(): Record<string, string> {
  return {
    CLEARML_WORKER_ID: `test-${randomUUID().slice(0, 8)}`,
    LIMPID_SERVICES_IMAGE: process.env.LIMPID_TEST_IMAGE ?? "local/python:1",
    LIMPID_SERVICES_PULL: "never",
    // one cache for all tests on an engine: the agent is installed once
    CLEARML_AGENT_DOCKER_HOST_MOUNT: "limpid-test-cache:/root/.clearml",
  };
}
