import { createTestApp, type TestApp } from "@limpid/core/testing";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRouterContext } from "./context";
import { appRouter } from "./router";

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

/** Opens the stream as a browser does. */
async function open(input: unknown, authorization: string | undefined = t.user.user) {
  const ending = new AbortController();
  const answer = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: new Request(`http://web.test/api/trpc/changes.subscribe?input=${encodeURIComponent(JSON.stringify(input))}`, {
      headers: { accept: "text/event-stream" },
      signal: ending.signal,
    }),
    router: appRouter,
    createContext: () => createRouterContext(t.app, { authorization }, { address: "192.0.2.1" }),
  });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  /** Reads until the text matches. */
  const until = async (pattern: RegExp) => {
    while (!pattern.test(text)) {
      const part = await reader?.read();
      if (!part || part.done) throw new Error(`the stream ended: ${text}`);
      text += part.value;
    }
    return text;
  };
  return { answer, until, close: () => ending.abort() };
}

it("streams events with positions, in a form that proxies pass on at once", async () => {
  const { task } = await t
    .call<{ id: string }>("tasks.create", { name: "run", type: "training" })
    .then(({ id }) => ({ task: id }));
  const stream = await open({ topics: [`log:${task}`, `task:${task}`] });
  expect(stream.answer.headers.get("content-type")).toContain("text/event-stream");
  expect(stream.answer.headers.get("x-accel-buffering")).toBe("no");
  expect(stream.answer.headers.get("cache-control")).toContain("no-transform");
  await stream.until(/"type":"(ready|resync)"/);
  await t.call("events.add", { task, type: "log", msg: "hello" });
  expect(await stream.until(new RegExp(`"log:${task}":"soon"`))).toMatch(/id: [0-9a-f]{32}\.\d+/);
  stream.close();
});

it("says in the protocol's words why it will not", async () => {
  const refusal = /serialized-error.*"subcode":\d+/s;
  const anonymous = await open({ topics: ["task"] }, "");
  expect(await anonymous.until(refusal)).toContain('"code":401,"subcode":20');
  const junk = await open({ topics: ["nonsense"] });
  expect(await junk.until(refusal)).toMatch(/Validation error.*"code":400,"subcode":12/s);
  const many = await open({ topics: Array.from({ length: 101 }, (_, index) => `task:${index}`) });
  expect(await many.until(refusal)).toContain('"code":400,"subcode":12');
});
