import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findHolder, isLeftBehind, lockFolder } from "./lock";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "limpid-lock-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("one holder at a time; released, it leaves nothing", async () => {
  const { release } = await lockFolder(folder);
  expect(await findHolder(folder)).toBe(process.pid);
  await expect(lockFolder(folder)).rejects.toThrow(`in use by another Limpid (process ${process.pid})`);
  await release();
  expect(await findHolder(folder)).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});

test("a holder that is gone, or whose number another process has now, is no holder", async () => {
  const lock = join(folder, "limpid.lock");
  await writeFile(lock, JSON.stringify({ pid: process.pid, started: "1" }));
  expect(await isLeftBehind(folder)).toBe(true);
  await (await lockFolder(folder)).release();
  await writeFile(lock, JSON.stringify({ pid: 2 ** 22 + 1, started: "1" }));
  await (await lockFolder(folder)).release();
  expect(await isLeftBehind(folder)).toBe(false);
});

test("of many newcomers after a crash one gets it", async () => {
  await writeFile(join(folder, "limpid.lock"), JSON.stringify({ pid: 2 ** 22 + 1, started: "1" }));
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("a crash while taking over does not lock everybody out", async () => {
  await writeFile(join(folder, "limpid.lock"), JSON.stringify({ pid: 2 ** 22 + 1, started: "1" }));
  const takeover = join(folder, "limpid.lock.takeover");
  await mkdir(takeover);
  await utimes(takeover, new Date(0), new Date(0));
  await (await lockFolder(folder)).release();
});
