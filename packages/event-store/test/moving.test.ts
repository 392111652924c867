import { createTestDatabase, type TestDatabase } from "@limpid/db/testing";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Board } from "../src/moving/board";
import { MoveError } from "../src/moving/copy";
import { openEventStore } from "../src/open";
import { type EventStore, UnavailableError } from "../src/store";
import { fingerprintOf } from "./copying";
import { log, plot, run } from "./events";
import { clearSecrets, follow, moverProcess, type Places, Writer, withMover } from "./moving";
import { TcpDoor } from "./tcp-door";

/** How often the mover is killed; CI asks for more by LIMPID_FAULT_ROUNDS. */
const rounds = Number(process.env.LIMPID_FAULT_ROUNDS ?? 3);

let database: TestDatabase;
let other: TestDatabase;
let places: Places;
/** The sides themselves, whoever follows. */
let source: EventStore;
let target: EventStore;
const following: EventStore[] = [];
const writers: Writer[] = [];
const write = (...args: ConstructorParameters<typeof Writer>): Writer => {
  const writer = new Writer(...args).start();
  writers.push(writer);
  return writer;
};
const server = async (...args: Parameters<typeof follow>) => {
  const store = await follow(...args);
  following.push(store);
  return store;
};

beforeEach(async () => {
  [database, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  places = { databaseUrl: database.url, source: database.url, target: other.url };
  source = await openEventStore({ url: database.url, autoCompact: false });
  target = await openEventStore({ url: other.url, autoCompact: false });
  await source.ready();
  await target.ready();
});
afterEach(async () => {
  await Promise.all(writers.splice(0).map((writer) => writer.stop()));
  await Promise.all([...following.splice(0), source, target].map((store) => store.close()));
  await Promise.all([database.close(), other.close()]);
});

/** Some owners with something of each kind. */
async function seed(store: EventStore, owners: number): Promise<string[]> {
  const names = Array.from({ length: owners }, (_, number) => `seed-${String(number).padStart(3, "0")}`);
  for (const [number, owner] of names.entries()) {
    await store.append({
      scalars: [
        run(
          owner,
          Array.from({ length: 50 + number }, (_, iter) => [iter, Math.sin(iter)] as const),
        ),
      ],
      events: [
        plot(owner, 1, `figure ${number}`),
        ...["a", "b", "c"].map((msg) => log(owner, 7, msg)),
        { kind: "vector", owner, metric: "v", variant: "w", iter: 1, timestamp: 1, values: [number, Number.NaN] },
        { kind: "image", owner, metric: "i", variant: "j", iter: 1, timestamp: 1, url: `file ${number}`, worker: "w" },
      ],
    });
  }
  return names;
}

describe("moving", () => {
  it("takes everything along while the server runs, and back", async () => {
    const owners = await seed(source, 5);
    const [one, two] = [await server(places), await server(places)];
    const moved = await withMover(places, (mover) => mover.run({ to: { url: places.target } }));
    expect(moved).toMatchObject({ from: "database", owners: 5 });
    for (const owner of owners) expect(await fingerprintOf(target, owner)).toEqual(await fingerprintOf(source, owner));
    await two.append({ events: [log("late", 1, "after the move")] });
    expect(await source.summarize({ owners: ["late"] })).toEqual([]);
    expect(await one.summarize({ owners: ["late", ...owners] })).toEqual(
      await target.summarize({ owners: ["late", ...owners] }),
    );
    // Back: what lies there from before is not there any more.
    await one.remove({ owners: [owners[0] ?? ""] });
    const back = { to: { url: places.source } };
    await expect(withMover(places, (mover) => mover.run(back))).rejects.toThrow(/has events already/);
    await withMover(places, (mover) => mover.run({ ...back, replace: true }));
    expect(await source.owners({ limit: 10 })).toEqual(["late", ...owners.slice(1)]);
    await two.append({ events: [log("late", 2, "back")] });
    expect(await source.summarize({ owners: ["late"] })).toMatchObject([{ count: 2 }]);
    expect(await withMover(places, (mover) => mover.run(back))).toBeNull();
    expect(await withMover(places, (mover) => mover.deleteSource())).toBe(5);
    expect(await target.owners({ limit: 10 })).toEqual([]);
  });

  it("loses, doubles and reorders nothing of what two servers acknowledge while the mover is killed again and again", {
    timeout: 300_000,
  }, async () => {
    await seed(source, 30);
    const [one, two] = [await server(places), await server(places)];
    let fresh = 0;
    const all = [one, two, one, two].map((store, number) =>
      // An owner of its own, one that all write, one that was there, and now and then a new one.
      write(
        `writer-${number}`,
        store,
        () => [`own-${number}`, "shared", "seed-003", `new-${number}-${Math.floor(fresh++ / 40)}`][fresh % 4] ?? "",
      ),
    );
    await Promise.all(all.map((writer) => writer.writesMore(20)));
    for (let round = 0; round < rounds; round++) {
      const { code } = await moverProcess(places, 3 + Math.floor(Math.random() * 150));
      if (code === 0) break;
      expect(code).toBeNull();
    }
    expect(await moverProcess(places)).toMatchObject({ code: 0 });
    await Promise.all(all.map((writer) => writer.writesMore(20)));
    await Promise.all(all.map((writer) => writer.stop()));
    await target.compact();
    for (const writer of all) {
      expect(writer.refused).toEqual([]);
      expect(await writer.missing(target)).toEqual([]);
      expect(await writer.missing(one)).toEqual([]);
    }
    const untouched = ["seed-000", "seed-029"];
    for (const owner of untouched) {
      expect(await fingerprintOf(target, owner)).toEqual(await fingerprintOf(source, owner));
    }
  });

  it("keeps both sides of a moved owner in one order, whoever writes", async () => {
    const owner = "contended";
    const board = await beginMove();
    const [one, two] = [await server(places), await server(places)];
    await board.alone(owner, (_version, connection) =>
      connection.query("INSERT INTO event_places.owner (owner, is_moved) VALUES ($1, true)", [owner]),
    );
    await Promise.all(
      Array.from({ length: 60 }, (_, number) =>
        (number % 2 === 0 ? one : two).append({
          scalars: [run(owner, [[0, number]])],
          events: [plot(owner, 1, String(number)), log(owner, 1, String(number))],
        }),
      ),
    );
    expect(await fingerprintOf(target, owner)).toEqual(await fingerprintOf(source, owner));
    expect(await one.remove({ owners: [owner], kinds: ["log", "plot"] })).toBe(61);
    expect((await fingerprintOf(target, owner)).counts).toMatchObject({ scalar: 1, log: 0, plot: 0 });
  });

  it("copies an owner again that is written to or removed meanwhile", async () => {
    const owners = await seed(source, 4);
    const store = await server(places);
    let times = 0;
    await withMover(places, (mover) => mover.run({ to: { url: places.target } }), {
      onProgress: ({ step, bytes }) => {
        if (step !== "copying" || bytes === 0 || times++ > 0) return;
        // Both are being copied now, or were not yet.
        void store.append({ events: owners.map((owner) => log(owner, 9, "meanwhile")) });
        void store.remove({ owners: [owners[0] ?? "", owners[3] ?? ""] });
      },
    });
    await store.close();
    following.length = 0;
    expect(await target.owners({ limit: 9 })).toEqual(owners.slice(1, 3));
    for (const owner of owners.slice(1, 3)) {
      expect((await fingerprintOf(target, owner)).counts).toMatchObject({ log: 4, plot: 1 });
      expect(await fingerprintOf(target, owner)).toEqual(await fingerprintOf(source, owner));
    }
  });

  it("goes on with the source when the target fails, says why, and ends when it is well again", async () => {
    await seed(source, 12);
    const client = new pg.Client({ connectionString: other.url });
    client.on("error", () => {});
    await client.connect();
    await client.query("ALTER TABLE events.record ADD CONSTRAINT broken CHECK (owner <> 'seed-007')");
    const onBackgroundError = vi.fn();
    const store = await server(places, { onBackgroundError });
    const failing = withMover(places, (mover) => mover.run({ to: { url: places.target } }));
    await expect(failing).rejects.toThrow(/constraint "broken"/);
    await client.query("ALTER TABLE events.log_fresh ADD CONSTRAINT gone CHECK (owner <> 'seed-001') NOT VALID");
    const writer = write("writer", store, () => "seed-001");
    await writer.writesMore(20);
    expect(await withMover(places, (mover) => mover.state())).toMatchObject({ phase: "copying" });
    // The first write found the target gone and took the owner out again, the others did not ask any more.
    expect(onBackgroundError).toHaveBeenCalledTimes(1);
    await client.query("ALTER TABLE events.log_fresh DROP CONSTRAINT gone");
    await client.query("ALTER TABLE events.record DROP CONSTRAINT broken");
    await client.end();
    await withMover(places, (mover) => mover.run({}));
    await writer.writesMore(5);
    await writer.stop();
    expect(writer.refused).toEqual([]);
    expect(await writer.missing(target)).toEqual([]);
    expect(await target.owners({ limit: 20 })).toHaveLength(12);
  });

  it("can be given up: the source keeps all, the target nothing", async () => {
    await seed(source, 10);
    const store = await server(places);
    await beginMove();
    await withMover(places, async (mover) => {
      await expect(mover.run({ to: { url: "https://elsewhere:9200" } })).rejects.toThrow(
        /being moved from database to/,
      );
    });
    const { code } = await moverProcess(places, 20);
    expect(code).toBeNull();
    expect((await target.owners({ limit: 9 })).length).toBeGreaterThan(0);
    await withMover(places, (mover) => mover.abort());
    await store.append({ events: [log("seed-000", 1, "goes on")] });
    expect(await target.owners({ limit: 9 })).toEqual([]);
    expect((await fingerprintOf(source, "seed-000")).counts.log).toBe(4);
    await withMover(places, async (mover) => {
      await expect(mover.abort()).rejects.toThrow(MoveError);
      await expect(mover.deleteSource()).rejects.toThrow("nothing was moved");
    });
  });

  /** As a mover does that is killed at once. */
  async function beginMove(): Promise<Board> {
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    following.push({ close: () => pool.end() } as EventStore);
    const board = new Board(pool, clearSecrets);
    await board.ready();
    const name = `postgresql://${new URL(other.url).host}${new URL(other.url).pathname}`;
    await board.begin({ name: "database", access: null }, board.sealed(name, { url: other.url }));
    return board;
  }

  it("refuses two names of one place, and two movers", async () => {
    const alias = database.url.replace("127.0.0.1", "localhost");
    expect(alias).not.toBe(database.url);
    await withMover(places, async (mover) => {
      await expect(mover.run({ to: { url: alias } })).rejects.toThrow(/the same place/);
      await expect(withMover(places, (second) => second.abort())).rejects.toThrow(/another limpid events/);
    });
    expect(await source.owners({ limit: 9 })).toEqual([]);
  });
});

describe("a process", () => {
  it("whose settings name the old place works with the new one, and says so", async () => {
    await seed(source, 1);
    await withMover(places, (mover) => mover.run({ to: { url: places.target } }));
    const onForwarded = vi.fn();
    const store = await server(places, { onForwarded });
    await store.append({ events: [log("new", 1, "x")] });
    expect(await target.owners({ limit: 9 })).toEqual(["new", "seed-000"]);
    expect(onForwarded).toHaveBeenCalledWith(expect.objectContaining({ from: "database" }));
    const told = await server({ ...places, source: places.target }, { onForwarded });
    expect(await told.owners({ limit: 9 })).toEqual(["new", "seed-000"]);
    expect(onForwarded).toHaveBeenCalledTimes(1);
  });

  it("that the database cannot reach acknowledges nothing that only the old place has", {
    timeout: 60_000,
  }, async () => {
    const elsewhere = await createTestDatabase();
    const door = new TcpDoor(new URL(database.url));
    const start = { ...places, source: elsewhere.url };
    try {
      const store = await server({ databaseUrl: await door.open(), source: elsewhere.url });
      const writer = write("cut off", store, () => "owner");
      await writer.writesMore(10);
      door.isFrozen = true;
      await withMover(start, (mover) => mover.run({ to: { url: places.target } }));
      door.isFrozen = false;
      await writer.writesMore(10);
      await writer.stop();
      expect(await writer.missing(target)).toEqual([]);
      await store.close();
      following.length = 0;
    } finally {
      door.close();
      await elsewhere.close();
    }
  });

  it("that the database cannot reach acknowledges no append that a move has overtaken", {
    timeout: 60_000,
  }, async () => {
    const elsewhere = await createTestDatabase();
    const door = new TcpDoor(new URL(database.url));
    const blocker = new pg.Client({ connectionString: elsewhere.url });
    try {
      const store = await server({ databaseUrl: await door.open(), source: elsewhere.url });
      await blocker.connect();
      await blocker.query("BEGIN; LOCK TABLE events.log_fresh IN EXCLUSIVE MODE");
      const overtaken = store.append({ events: [log("owner", 1, "late")] });
      const told = expect(overtaken).rejects.toThrow(UnavailableError);
      await vi.waitUntil(async () => (await blocker.query("SELECT FROM pg_locks WHERE NOT granted")).rowCount === 1);
      door.isFrozen = true;
      await withMover({ ...places, source: elsewhere.url }, (mover) => mover.run({ to: { url: places.target } }));
      await blocker.query("COMMIT");
      await told;
      door.isFrozen = false;
      expect(await store.summarize({ owners: ["owner"] })).toEqual([]);
      await store.close();
      following.length = 0;
    } finally {
      await blocker.end();
      door.close();
      await elsewhere.close();
    }
  });

  it("whose settings name a third place does not take part in a move", async () => {
    const third = await createTestDatabase();
    await withMover(places, (mover) => mover.state());
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    const board = new Board(pool, clearSecrets);
    await board.begin({ name: "database", access: null }, { name: "https://elsewhere:9200", access: null });
    await pool.end();
    await expect(follow({ ...places, source: third.url })).rejects.toThrow(/EVENTS_URL of this process/);
    await third.close();
  });

  it("works without a break when its connection to the database ends", async () => {
    const store = await server(places);
    const writer = write("steady", store, () => "owner");
    await writer.writesMore(5);
    const cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'limpid event places'";
    for (let round = 0; round < 5; round++) {
      await database.db.$queryRawUnsafe(cut.replace("pg_terminate_backend(pid)", "pg_terminate_backend(pid)::text"));
      await writer.writesMore(20);
    }
    await withMover(places, (mover) => mover.run({ to: { url: places.target } }));
    await writer.stop();
    expect(await writer.missing(target)).toEqual([]);
  });
});
