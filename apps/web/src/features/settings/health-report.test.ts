import { expect, it } from "vitest";
import { jobsHealth } from "./health-report";

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
