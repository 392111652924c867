import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PostgresServer, startPostgres } from "@limpid/db/postgres";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openEventStore } from "../src/open";
import { type EventStore, UnavailableError } from "../src/store";
import { run } from "./events";

const megabyte = 1024 * 1024;
/** For a database that comes back by itself. */
const patience = { timeout: 60_000, interval: 50 };

/** A disk of its own, in memory; undefined where we may not mount one. */
async function smallDisk(size: number): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "limpid-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "limpid-test", folder], { stdio: "ignore" });
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
  await chmod(folder, 0o711);
  return folder;
}

const disk = await smallDisk(220 * megabyte);

describe.skipIf(disk === undefined)("a full disk (skipped where no disk can be mounted: it takes root)", () => {
  const folder = disk ?? "";
  const owner = "owner";
  let server: PostgresServer;
  let store: EventStore;
  let isOver = false;
  let mending: Promise<void> | undefined;

  // Without spare parts the log grows when it has to, so that it too can find the disk full.
  const settings = { min_wal_size: "32MB", max_wal_size: "48MB", wal_recycle: "off", autovacuum: "off" };
  /** Starts the database, and again when it has ended by itself, as `limpid start` does. */
  async function start(port?: number): Promise<void> {
    server = await startPostgres({ folder: join(folder, "postgres"), database: "limpid", settings, port });
    void server.exited.then(() => {
      if (!isOver) mending = mend(Number(new URL(server.url).port));
    });
  }
  async function mend(port: number): Promise<void> {
    while (!isOver) {
      try {
        return await start(port);
      } catch {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  beforeAll(async () => {
    await start();
    store = await openEventStore({ url: server.url, autoCompact: false });
    await store.ready();
  }, 60_000);
  afterAll(async () => {
    isOver = true;
    await store.close();
    await mending;
    await server.stop();
    execFileSync("umount", [folder]);
    await rm(folder, { recursive: true });
  }, 60_000);

  const each = 2000;
  /** What a batch holds: values that nothing makes smaller. */
  const value = (iter: number): number => Math.sin(iter * iter + 0.5);
  const answered = new Set<number>();
  let next = 0;
  const append = async (): Promise<void> => {
    const batch = next++;
    const points = Array.from(
      { length: each },
      (_, index) => [batch * each + index, value(batch * each + index)] as const,
    );
    await store.append({ scalars: [run(owner, points)] });
    answered.add(batch);
  };

  /** Leaves so many bytes free. */
  const fill = async (free: number): Promise<void> => {
    const { bavail, bsize } = await statfs(folder);
    await writeFile(join(folder, "ballast"), Buffer.alloc(Math.max(0, bavail * bsize - free)));
  };
  const makeRoom = () => rm(join(folder, "ballast"), { force: true });

  /** Every batch that was answered is there, the others whole or not at all. */
  async function check(): Promise<void> {
    const [curve] = await vi.waitFor(() => store.series({ owners: [owner] }), patience);
    const found = new Map<number, number>();
    for (const iter of curve?.iter ?? [])
      found.set(Math.floor(iter / each), (found.get(Math.floor(iter / each)) ?? 0) + 1);
    expect([...found.values()].every((count) => count === each)).toBe(true);
    expect([...answered].filter((batch) => !found.has(batch))).toEqual([]);
    expect(curve?.value).toEqual(curve?.iter.map(value));
  }

  /** Fails as it has to until there is no more room. */
  async function exhaust(): Promise<void> {
    let refusals = 0;
    while (refusals < 5) {
      const error = await append().catch((reason: unknown) => reason);
      if (error === undefined) continue;
      expect(error).toBeInstanceOf(UnavailableError);
      expect((error as Error).message).toMatch(/disk is full|does not answer/);
      refusals++;
    }
  }

  it("refuses batches with its reason, loses none that was answered and goes on by itself", {
    timeout: 120_000,
  }, async () => {
    for (let batch = 0; batch < 40; batch++) await append();
    await fill(3 * megabyte);
    await exhaust();
    await check();
    await makeRoom();
    await vi.waitFor(append, patience);
    await check();
  });

  it("leaves all as it was when it cannot merge it, even if the database ends, and merges it when there is room", {
    timeout: 120_000,
  }, async () => {
    for (let batch = 0; batch < 150; batch++) await append();
    const pool = new pg.Pool({ connectionString: server.url, max: 1 });
    pool.on("error", () => {});
    const pieces = async () =>
      (await pool.query("SELECT id, fresh, points FROM events.chunk WHERE owner = $1 ORDER BY id", [owner])).rows;
    const before = await pieces();
    await fill(2 * megabyte);
    await expect(store.compact(owner)).rejects.toThrow();
    // It has to write then, and ends when it cannot.
    await pool.query("CHECKPOINT").catch(() => {});
    await makeRoom();
    expect(await vi.waitFor(pieces, patience)).toEqual(before);
    const { chunksBefore, chunksAfter } = await vi.waitFor(() => store.compact(owner), patience);
    expect(chunksBefore).toBeGreaterThan(150);
    expect(chunksAfter).toBeLessThan(chunksBefore / 8);
    await pool.end();
    await check();
  });
});
