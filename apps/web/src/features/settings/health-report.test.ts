import { expect, it } from "vitest";
import { diskOf } from "./disk-report";
import { jobsHealth, withDisk } from "./health-report";

const now = new Date("2026-11-24T12:00:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

it("takes a queue for dead that has finished no job for minutes", () => {
  expect(jobsHealth({ waiting: 2, failed: 0, last_finished: ago(1) }, now)).toEqual({
    id: "jobs",
    ok: true,
    detail: "2 waiting",
  });
  const still = jobsHealth({ waiting: 9, failed: 3, last_finished: ago(20) }, now);
  expect(still.ok).toBe(false);
  expect(still.detail).toBe(
    "9 waiting, 3 failed in the last week; none has ended for 20 minutes. Is agent-services running?",
  );
  expect(jobsHealth({ waiting: 0, failed: 0, last_finished: null }, now).ok).toBe(false);
});

it("takes a part for ill whose disk is almost full, and believes only what is the report of a disk", () => {
  const disk = { free: 3 * 1024 ** 3, total: 100 * 1024 ** 3, reserve: 2 * 1024 ** 3, low: false };
  const part = { id: "files", ok: true } as const;
  const state = (answer: unknown) => withDisk(part, diskOf("files", answer) ?? undefined);
  expect(state({ status: "ok", disk })).toEqual({ ...part, detail: "3 GB of 100 GB free" });
  expect(state({ disk: { ...disk, low: true } })).toMatchObject({
    ok: false,
    detail: expect.stringMatching(/^3 GB .*almost full/),
  });
  for (const answer of [{ disk: null }, {}, null, "text", { disk: { free: "much" } }])
    expect(state(answer)).toEqual(part);
  const away = { id: "files", ok: false, detail: "It does not answer." } as const;
  expect(withDisk(away, { id: "files", ...disk })).toEqual(away);
});
