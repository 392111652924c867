import { registry } from "@limpid/core/app";
import type { AnyEndpoint } from "@limpid/core/platform/endpoint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Running, startServer } from "./running";

let server: Running;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const newest = [...new Map([...registry.all()].reverse().map((endpoint) => [endpoint.name, endpoint])).values()];

/** Values that no field should choke on, whatever its type. */
const JUNK: readonly unknown[] = [
  null,
  true,
  -1,
  1e300,
  "",
  "\u0000",
  "\ud800",
  "' OR 1=1 --",
  "ffffffffffffffffffffffffffffffff",
  "(",
  [],
  [[]],
  [null],
  ["__$all"],
  {},
  { $gt: "" },
  { "": { ".": "%" } },
];

function fieldsOf(endpoint: AnyEndpoint): string[] {
  const schema = z.toJSONSchema(endpoint.request as z.ZodType, { io: "input", unrepresentable: "any" }) as {
    properties?: object;
  };
  return Object.keys(schema.properties ?? {});
}

describe.each(newest.map((endpoint) => [endpoint.name, endpoint] as const))("%s", (name, endpoint) => {
  it("wants a login, the right role, and a version that has it", async () => {
    const anonymous = await server.call(name, {}, {});
    if (endpoint.auth === "none" || endpoint.auth === "optional") expect(anonymous.status).not.toBe(401);
    else expect([anonymous.status, anonymous.meta.result_subcode]).toEqual([401, 20]);
    const first = registry
      .all()
      .filter((other) => other.name === name)
      .at(-1);
    if (first?.since && first.since !== "1.0") expect((await server.call(`v1.0/${name}`)).status).toBe(404);
  });

  it("answers a junk body with 400 and never with a fault", async () => {
    for (const body of ["{", "[1]", "5", '"text"', "{} trailing"]) {
      const answer = await server.call(name, body);
      expect([body, answer.status]).toEqual([body, 400]);
    }
    const before = server.faults.length;
    for (const field of fieldsOf(endpoint)) {
      for (const value of JUNK) {
        const answer = await server.call(name, { [field]: value });
        if (answer.status >= 500) expect({ field, value, fault: server.faults.at(-1) }).toBeUndefined();
        expect(answer.meta.result_code).toBe(answer.status);
      }
    }
    expect(server.faults.length).toBe(before);
  }, 60_000);
});
