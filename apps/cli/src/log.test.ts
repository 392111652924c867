import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { formatLine, LogFile } from "./log";

const time = new Date(2026, 10, 24, 9, 5, 3).getTime();
const line = (facts: object) =>
  formatLine("api", JSON.stringify({ level: 30, time, pid: 1, hostname: "h", name: "api", ...facts }));

test("pino's lines are put for people, others passed on", () => {
  expect(line({ msg: "ready", url: "http://x", count: 2 })).toBe(
    "09:05:03 api            info  ready url=http://x count=2",
  );
  expect(line({ level: 40, msg: "refused", err: { message: "no", stack: "Error: no\n at x" } })).toMatch(
    /warn {2}refused no$/,
  );
  expect(line({ level: 50, msg: "failed", err: { message: "no", stack: "Error: no\n at x" } })).toMatch(
    /failed Error: no\n at x$/,
  );
  expect(formatLine("web", "plain {text", time)).toBe("09:05:03 web                  plain {text");
  expect(formatLine("web", '"json"', time)).toBe('09:05:03 web                  "json"');
  expect(formatLine("web", "null", time)).toBe("09:05:03 web                  null");
});

test("a full log file makes room, the last one is kept", async () => {
  const folder = await mkdtemp(join(tmpdir(), "limpid-log-"));
  try {
    const log = new LogFile(join(folder, "api.log"));
    const long = "x".repeat(1024 * 1024);
    for (let i = 0; i < 20; i++) log.write(long);
    log.write("after");
    log.close();
    await sleep(200);
    expect(await readFile(join(folder, "api.log"), "utf8")).toBe("after\n");
    expect((await readFile(join(folder, "api.log.1"), "utf8")).length).toBeGreaterThan(20 * 1024 * 1024);
  } finally {
    await rm(folder, { recursive: true });
  }
});
