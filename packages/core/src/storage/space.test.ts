import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestApp, type TestApp } from "../testing";
import { DiskGuard, formatBytes, watchDatabase } from "./space";

const MIB = 1024 * 1024;
const isRoot = process.getuid?.() === 0;

describe("of a disk that is made up", () => {
  let free = 0;
  let at = 0;
  const guard = (total: number, reserve?: number) =>
    new DiskGuard({
      ...{ name: "the database", folder: "/", clock: () => (at += 1000) },
      ...(reserve === undefined ? {} : { reserve }),
      measure: async () => ({ free, total }),
    });

  it.each([
    ["a small disk keeps 1 GiB free", 10 * 1024 * MIB, 1024 * MIB],
    ["a large one 2 %", 1000 * 1024 * MIB, 20 * 1024 * MIB],
  ])("%s", async (_what, total, reserve) => {
    const one = guard(total);
    free = reserve;
    expect(await one.look()).toEqual({ free, total, reserve, low: false });
    free = reserve - 1;
    expect(await one.look()).toMatchObject({ low: true });
  });

  it("writes resume above a higher mark only", async () => {
    const one = guard(1000 * MIB, 100 * MIB);
    const seen: boolean[] = [];
    for (const megabytes of [101, 99, 101, 124, 125, 101, 99]) {
      free = megabytes * MIB;
      seen.push((await one.look())?.low ?? false);
    }
    expect(seen).toEqual([false, true, true, true, false, false, true]);
    await expect(one.admit()).rejects.toMatchObject({
      ...{ code: 500, subcode: 4 },
      message: "Low disk space (the disk of the database is almost full): free=99.0 MiB, needed=125 MiB",
    });
  });

  it("asks the disk once a second, however many write", async () => {
    let asked = 0;
    let now = 0;
    const one = new DiskGuard({
      ...{ name: "x", folder: "/", clock: () => now },
      measure: async () => ({ free: ++asked, total: 1 }),
    });
    await Promise.all(Array.from({ length: 50 }, () => one.look()));
    now = 999;
    await one.look();
    expect(asked).toBe(1);
    now = 1000;
    await one.look();
    expect(asked).toBe(2);
  });

  it("is off with a reserve of 0, and where the folder is not to be seen", async () => {
    free = 0;
    expect(await guard(1000, 0).look()).toBeNull();
    expect(await new DiskGuard({ name: "x", folder: "/nowhere/at all" }).look()).toBeNull();
    expect(watchDatabase({})).toBeUndefined();
  });
});

// Whoever is not root cannot mount one; CI is.
describe.skipIf(!isRoot)("of a real disk of 32 MiB", () => {
  let test: TestApp;
  let folder: string;
  beforeAll(async () => {
    test = await createTestApp();
    folder = mkdtempSync(join(tmpdir(), "limpid-disk-"));
    const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=32m", "tmpfs", folder], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`mount: ${stderr}`);
  });
  afterAll(async () => {
    spawnSync("umount", [folder]);
    rmSync(folder, { recursive: true, force: true });
    await test.close();
  });

  it("events are refused while it is almost full, everything else goes on, and they resume by themselves", async () => {
    let now = 0;
    const disk = new DiskGuard({ name: "the database", folder, reserve: 8 * MIB, clock: () => now });
    Object.assign(test.app, { disk });
    const { id: task } = await test.call<{ id: string }>("tasks.create", { name: "a task", type: "training" });
    const add = () => {
      now += 1000;
      return test.call("events.add", { task, type: "log", msg: "a line" });
    };
    expect(await add()).toMatchObject({ added: 1 });
    writeFileSync(join(folder, "large"), Buffer.alloc(26 * MIB));
    await expect(add()).rejects.toMatchObject({
      code: 500,
      subcode: 4,
      message: expect.stringContaining("free=6.0 MiB"),
    });
    expect(await test.call("events.get_task_log", { task })).toMatchObject({ total: 1 });
    expect(await test.call("tasks.edit", { task, name: "another name" })).toMatchObject({ updated: 1 });
    expect(await test.call("events.delete_for_task", { task })).toMatchObject({ deleted: 1 });
    // 9 MiB are more than the reserve, and not enough to go on.
    writeFileSync(join(folder, "large"), Buffer.alloc(23 * MIB));
    await expect(add()).rejects.toMatchObject({ code: 500, subcode: 4 });
    rmSync(join(folder, "large"));
    expect(await add()).toMatchObject({ added: 1 });
  });
});

it.each([
  [0, "0 bytes"],
  [1023, "1023 bytes"],
  [1536, "1.5 KiB"],
  [200 * MIB, "200 MiB"],
  [5e15, "4.4 PiB"],
])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
