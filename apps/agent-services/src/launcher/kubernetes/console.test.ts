import { expect, it } from "vitest";
import { readLog, sinceOf } from "./console";

const at = (fraction: string, text: string) => `2026-01-02T03:04:05.${fraction}Z ${text}\n`;

async function read(log: string, stdout?: string) {
  async function* source() {
    // In chunks that end anywhere.
    for (let from = 0; from < log.length; from += 7) yield Buffer.from(log.slice(from, from + 7));
  }
  const found: { text: string; position: string }[] = [];
  for await (const { data, position } of readLog(source(), stdout ? { stdout } : {})) {
    found.push({ text: data.toString().trim(), position });
  }
  return found;
}

// The second stream took its time earlier and its place in the log later.
const LOG =
  at("2", "err 0") + at("1", "out 0") + at("3", "err 1") + at("25", "out 1") + at("25", "out 2") + at("4", "err 2");

it("goes on behind any record, though times are out of order", async () => {
  const whole = await read(LOG);
  expect(whole.map(({ text }) => text)).toEqual(["err 0", "out 0", "err 1", "out 1", "out 2", "err 2"]);
  for (let done = 0; done < whole.length; done++) {
    expect(await read(LOG, whole[done]?.position)).toEqual(whole.slice(done + 1));
  }
});

it("asks for lines from a second before the place", () => {
  expect(sinceOf({ stdout: "2026-01-02T03:05:00.500000000Z#1" })).toBe("2026-01-02T03:04:59Z");
  expect(sinceOf({})).toBeUndefined();
});

it("gives what is newer than a record that has been cut away", async () => {
  const cut = "2026-01-02T03:04:05.150000000Z#1";
  expect((await read(LOG, cut)).map(({ text }) => text)).toEqual(["err 0", "err 1", "out 1", "out 2", "err 2"]);
  const later = `${LOG}2026-01-02T03:04:07Z late\n2026-01-02T03:04:06Z later\n`;
  expect((await read(later, cut)).map(({ text }) => text).slice(-2)).toEqual(["late", "later"]);
});
