import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createTestDatabase, type TestDatabase } from "@limpid/db/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { CorruptDataError } from "../src/codec/bytes";
import { openEventStore } from "../src/open";
import { blockColumns, chunkColumns, placeholders, recordColumns } from "../src/postgres/columns";
import { postgresCompactor } from "../src/postgres/compactor";
import { numericTypes } from "../src/postgres/readers";
import { upgradeSchema } from "../src/postgres/schema";
import { encodeBatch } from "../src/rows";
import type { EventStore } from "../src/store";
import { describeConformance, type Engine, scanAll } from "./conformance";
import { describeCopying } from "./copying";
import { describeDrawing } from "./drawing";
import { log, newOwner, plot, run } from "./events";
import { describeRetention } from "./retention";
import { describeSearch } from "./search";

let database: TestDatabase;
let store: EventStore;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  store = await openEventStore({ url: database.url, autoCompact: false });
  await store.ready();
  pool = new pg.Pool({ connectionString: database.url, max: 4, types: numericTypes });
});
afterAll(async () => {
  await store.close();
  await pool.end();
  await database.close();
});

const engine: Engine = { name: "postgresql", open: () => openEventStore({ url: database.url, autoCompact: false }) };
describeConformance(engine);
describeCopying(engine);
describeRetention(engine);
describeSearch(engine);
describeDrawing(engine);

const startProcess = (program: string, args: readonly string[]) =>
  spawn(process.execPath, ["--import", "tsx", fileURLToPath(new URL(program, import.meta.url)), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });

/** How often processes are killed; CI asks for more by LIMPID_FAULT_ROUNDS. */
const rounds = Number(process.env.LIMPID_FAULT_ROUNDS ?? 4);

describe("faults", () => {
  it("kill -9 in the middle of appending and merging loses nothing and leaves nothing half", {
    timeout: 600_000,
  }, async () => {
    const owner = newOwner();
    let answered = -1;
    for (let round = 0; round < rounds; round++) {
      const writer = startProcess("writer-process.ts", [database.url, owner, String(answered + 1)]);
      const from = answered;
      for await (const line of createInterface(writer.stdout)) {
        answered = Number(line);
        // Each time elsewhere, with a statement under way.
        if (answered - from === 20 + round * 17) writer.kill("SIGKILL");
      }
      const [curve] = await store.series({ owners: [owner] });
      const count = curve?.iter.length ?? 0;
      const batches = (count - 2) / 10;
      // Batches may have been stored whose answer was never read.
      expect(batches).toBeGreaterThan(answered);
      expect(curve?.iter).toEqual(Float64Array.from({ length: count }, (_, iter) => iter));
      expect(curve?.value).toEqual(
        Float64Array.from(curve?.iter ?? [], (iter) => Math.min(Math.floor(iter / 10), batches - 1)),
      );
      const lines = await scanAll(store, { owner, kind: "log", order: "timestamp", direction: "asc", limit: 1000 });
      expect(new Set(lines.map((line) => line.kind === "log" && Number(line.msg)))).toEqual(
        new Set(Array.from({ length: batches }, (_, batch) => batch)),
      );
      // The writer goes on behind its last answer, so lines that were stored and not answered come once more.
      expect(lines.length - batches).toBeLessThanOrEqual(round * 3);
    }
    // Nothing keeps the dead from being cleaned up after.
    await store.compact(owner);
    const { rows } = await pool.query("SELECT count(*) AS fresh FROM events.chunk_fresh WHERE owner = $1", [owner]);
    expect(rows).toEqual([{ fresh: 0 }]);
  });

  it("connections that break while it merges and appends lose nothing", { timeout: 60_000 }, async () => {
    const owner = newOwner();
    const onBackgroundError = vi.fn();
    const shaky = await openEventStore({
      url: `${database.url}?application_name=shaky`,
      autoCompact: false,
      onBackgroundError,
    });
    await shaky.ready();
    const stored = new Map<number, number>();
    let isWriting = true;
    const write = async () => {
      for (let iter = 0; iter < 300; iter++) {
        const isStored = await shaky.append({ scalars: [run(owner, [[iter, iter]])] }).then(
          () => true,
          () => false,
        );
        if (isStored) stored.set(iter, iter);
      }
      isWriting = false;
    };
    const compact = async () => {
      while (isWriting) await shaky.compact(owner).catch(() => {});
    };
    const disturb = async () => {
      while (isWriting) {
        await pool.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'shaky' AND state <> 'idle'",
        );
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await Promise.all([write(), compact(), disturb()]);
    await shaky.close();
    const [curve] = await store.series({ owners: [owner] });
    const found = new Set(curve?.iter);
    expect([...stored.keys()].filter((iter) => !found.has(iter))).toEqual([]);
    expect(stored.size).toBeGreaterThan(0);
  });

  it("bytes that changed on disk are told by name and never merged away, the rest goes on", async () => {
    const owner = newOwner();
    for (let iter = 0; iter < 3; iter++) {
      await store.append({
        scalars: [run(owner, [[iter, 1]]), run(owner, [[iter, 1]], { metric: "good" })],
        events: [log(owner, iter, "x"), { ...plot(owner, iter, "p"), metric: `plot ${iter}` }],
      });
    }
    const damage = (table: string, where: string, column: string) =>
      pool.query(
        `UPDATE events.${table} SET ${column} = set_byte(${column}, length(${column}) - 2, get_byte(${column}, length(${column}) - 2) # 255)
         WHERE owner = $1 AND ${where}`,
        [owner],
      );
    await damage("chunk", `metric = 'loss' AND min_iter = 1`, "data");
    await damage("log", "min_timestamp = 1", "data");
    await damage("record", "metric = 'plot 1'", "body");
    const rows = async () =>
      (await pool.query("SELECT id, data FROM events.chunk WHERE owner = $1 AND metric = 'loss'", [owner])).rows;
    const before = await rows();

    await expect(store.series({ owners: [owner] })).rejects.toThrow(/chunk \d+ of owner-.* \(loss, train\)/);
    await expect(store.scan({ owner, kind: "log", order: "timestamp", direction: "asc", limit: 9 })).rejects.toThrow(
      /log block \d+/,
    );
    await expect(store.latest({ owners: [owner], kind: "plot", iters: 9, per: "owner" })).rejects.toThrow(
      CorruptDataError,
    );
    await expect(store.compact(owner)).rejects.toThrow(CorruptDataError);
    expect(await rows()).toEqual(before);
    expect(await store.series({ owners: [owner], metrics: [{ metric: "good" }] })).toHaveLength(1);
    const { rows: fresh } = await pool.query("SELECT DISTINCT metric FROM events.chunk_fresh WHERE owner = $1", [
      owner,
    ]);
    expect(fresh).toEqual([{ metric: "loss" }]);
    // What cannot be read can still be deleted.
    expect(await store.remove({ owners: [owner] })).toBe(3 + 3 + 3 + 3);
  });

  it("says why it is not well", async () => {
    const empty = await openEventStore({ url: database.url.replace(/[^/]*$/, "postgres"), autoCompact: false });
    expect(await empty.health()).toMatchObject({ ok: false, reason: "the database has no event store yet" });
    await empty.close();
    const readOnly = await openEventStore({
      url: `${database.url}?options=-c%20default_transaction_read_only%3Don`,
      autoCompact: false,
    });
    expect(await readOnly.health()).toMatchObject({ ok: false, reason: "the database is read-only" });
    await readOnly.close();
    const away = await openEventStore({ url: "postgresql://nobody:x@127.0.0.1:9/none", autoCompact: false });
    expect(await away.health()).toMatchObject({ ok: false, reason: expect.stringContaining("does not answer") });
    await away.close();
  });
});

describe("schema", () => {
  it("of its first step is upgraded with all that it holds, fresh and compacted", async () => {
    const first = await createTestDatabase();
    const old = new pg.Pool({ connectionString: first.url, max: 1 });
    const upgraded = await openEventStore({ url: first.url, autoCompact: false });
    try {
      await upgradeSchema(old, 1);
      const owner = newOwner();
      const points = (from: number) =>
        run(
          owner,
          [from, from + 1, from + 2].map((iter) => [iter, iter / 7] as const),
        );
      for (const from of [0, 3, 6]) {
        const rows = await encodeBatch({
          scalars: [points(from)],
          events: [log(owner, from, "x"), plot(owner, from, "y")],
        });
        const values = [...chunkColumns(rows.chunks), ...blockColumns(rows.blocks), ...recordColumns(rows.records)];
        await old.query(`SELECT events.append(${placeholders(values.length)})`, values);
      }
      const move = (table: string) =>
        `UPDATE events.${table} SET fresh = false WHERE id = (SELECT min(id) FROM events.${table})`;
      for (const table of ["chunk", "log"]) await old.query(move(table));
      await upgraded.ready();
      const read = async () => {
        const [curve] = await upgraded.series({ owners: [owner] });
        const iters = Float64Array.from({ length: 9 }, (_, iter) => iter);
        expect(curve).toMatchObject({ iter: iters, value: iters.map((iter) => iter / 7) });
        expect((await upgraded.summarize({ owners: [owner] })).map(({ count }) => count)).toEqual([3, 3, 9]);
      };
      await read();
      expect(await upgraded.compact(owner)).toMatchObject({ chunksBefore: 6, chunksAfter: 2 });
      await read();
      expect(await upgraded.remove({ owners: [owner] })).toBe(15);
    } finally {
      await old.end();
      await upgraded.close();
      await first.close();
    }
  });

  it("is made once by processes that start together, and not touched by an older one", {
    timeout: 60_000,
  }, async () => {
    const fresh = await createTestDatabase();
    try {
      const processes = Array.from({ length: 3 }, () => startProcess("upgrade-process.ts", [fresh.url]));
      const codes = await Promise.all(processes.map(async (child) => (await once(child, "exit"))[0]));
      expect(codes).toEqual([0, 0, 0]);
      const client = new pg.Client({ connectionString: fresh.url });
      await client.connect();
      const { rows } = await client.query("SELECT number FROM events.step ORDER BY number");
      expect(rows).toEqual(rows.map((_, index) => ({ number: index + 1 })));
      await client.query("INSERT INTO events.step (number) VALUES (99)");
      await client.end();
      const older = await openEventStore({ url: fresh.url, autoCompact: false });
      await expect(older.ready()).rejects.toThrow(/newer version/);
      await older.close();
    } finally {
      await fresh.close();
    }
  });
});

describe("merging", () => {
  it("waits for appends that are under way, so that a later write still wins", async () => {
    const owner = newOwner();
    await store.append({ scalars: [run(owner, [[7, 1]])] });
    const slow = await pool.connect();
    const { chunks } = await encodeBatch({ scalars: [run(owner, [[7, 2]])] });
    const values = [...chunkColumns(chunks), ...blockColumns([]), ...recordColumns([])];
    await slow.query("BEGIN");
    await slow.query(`SELECT events.append(${placeholders(values.length)})`, values);
    await store.append({ scalars: [run(owner, [[8, 3]])] });
    const compacted = store.compact(owner);
    const isWaiting = async () => (await pool.query("SELECT FROM pg_locks WHERE NOT granted")).rowCount === 1;
    await vi.waitUntil(isWaiting);
    await slow.query("COMMIT");
    slow.release();
    expect(await compacted).toEqual({ series: 1, chunksBefore: 3, chunksAfter: 1 });
    expect((await store.series({ owners: [owner] }))[0]?.value).toEqual(Float64Array.of(2, 3));
  });
});

describe("compaction by itself", () => {
  const pieces = async (owner: string) => {
    const { rows } = await pool.query<{ fresh: boolean; count: number }>(
      `SELECT fresh, count(*) AS count FROM (SELECT owner, fresh FROM events.chunk UNION ALL SELECT owner, fresh FROM events.log) AS piece
       WHERE owner = $1 GROUP BY fresh ORDER BY fresh`,
      [owner],
    );
    return Object.fromEntries(rows.map(({ fresh, count }) => [fresh ? "fresh" : "compacted", count]));
  };

  it("merges while an owner is busy, tidies up once it is quiet, and two share the work", async () => {
    const owner = newOwner();
    const onError = vi.fn();
    const [one, two] = [postgresCompactor(pool, onError), postgresCompactor(pool, onError)];
    let now = 0;
    const look = async () => {
      now += 30_000;
      await Promise.all([one.look(now), two.look(now)]);
    };
    for (let iter = 0; iter < 40; iter++) {
      await store.append({ scalars: [run(owner, [[iter, iter]])], events: [log(owner, iter, "x")] });
      if (iter === 5) await look();
      if (iter === 5) expect(await pieces(owner)).toEqual({ fresh: 12 });
      if (iter === 20) await look();
      if (iter === 20) expect(await pieces(owner)).toEqual({ compacted: 2 });
    }
    await look();
    await store.append({ scalars: [run(owner, [[40, 40]])] });
    await look();
    expect(await pieces(owner)).toMatchObject({ fresh: 1 });
    await look();
    await look();
    expect(await pieces(owner)).toEqual({ compacted: 2 });
    expect((await store.series({ owners: [owner] }))[0]?.iter).toHaveLength(41);
    expect(onError).not.toHaveBeenCalled();
    await Promise.all([one.stop(), two.stop()]);
  });

  it("tells of what it cannot read once, and leaves that owner alone for a while", async () => {
    const owner = newOwner();
    for (let iter = 0; iter < 20; iter++) await store.append({ scalars: [run(owner, [[iter, iter]])] });
    await pool.query("UPDATE events.chunk SET data = '\\x00' WHERE owner = $1 AND min_iter = 3", [owner]);
    const onError = vi.fn();
    const compactor = postgresCompactor(pool, onError);
    await compactor.look(1_000);
    await store.append({ scalars: [run(owner, [[99, 1]])] });
    await compactor.look(20_000);
    await compactor.look(400_000);
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.any(CorruptDataError));
    await store.remove({ owners: [owner] });
    await compactor.stop();
  });

  it("starts with ready() and ends with close()", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const owner = newOwner();
    const automatic = await openEventStore({ url: database.url });
    await automatic.ready();
    for (let iter = 0; iter < 16; iter++) await automatic.append({ scalars: [run(owner, [[iter, iter]])] });
    vi.advanceTimersByTime(5_000);
    await vi.waitUntil(async () => (await pieces(owner)).fresh === undefined);
    vi.useRealTimers();
    expect(await pieces(owner)).toEqual({ compacted: 1 });
    await automatic.close();
  });
});
