import { createTestDatabase, type TestDatabase } from "@limpid/db/testing";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openEventStore } from "../src/open";
import type { EventStore } from "../src/store";
import { fingerprintOf } from "../test/copying";
import { image, log, plot, run } from "../test/events";
import { follow, moverProcess, Writer, withMover } from "../test/moving";
import { NodeProxy } from "./proxy";
import { node, TestIndices } from "./testing";

const indices = new TestIndices();
let database: TestDatabase;
let postgres: EventStore;
let elasticsearch: EventStore;
beforeAll(async () => {
  database = await createTestDatabase();
  postgres = await openEventStore({ url: database.url, autoCompact: false });
  await postgres.ready();
  elasticsearch = await indices.open();
  await elasticsearch.ready();
});
afterAll(async () => {
  await postgres.close();
  await elasticsearch.close();
  await database.close();
  await indices.drop();
});

const owners = Array.from({ length: 12 }, (_, number) => `seed-${String(number).padStart(2, "0")}`);

async function seed(): Promise<void> {
  for (const [number, owner] of owners.entries()) {
    const points = Array.from({ length: 2000 * number + 10 }, (_, iter) => [iter, Math.sin(iter)] as const);
    await postgres.append({
      scalars: [run(owner, points), run(owner, [[3, Number.NaN]], { worker: "w", extra: { a: [1, null] }, key: "k" })],
      events: [plot(owner, 1, "{}"), image(owner, 1, "u"), ...["a", "b", "c"].map((msg) => log(owner, 7, msg))],
    });
    if (number % 2 === 0) await postgres.compact(owner);
  }
}

it("goes to Elasticsearch and back while two servers write and the mover is killed", { timeout: 300_000 }, async () => {
  await seed();
  const before = await Promise.all(owners.map((owner) => fingerprintOf(postgres, owner)));
  const there = { databaseUrl: database.url, source: database.url, target: indices.url() };
  const [one, two] = [await follow(there), await follow(there)];
  const writers = [one, two].map((store, number) =>
    new Writer(`writer-${number}`, store, () => ["shared", `own-${number}`][number % 2] ?? "").start(),
  );
  for (const lines of [12, 25, 40]) await moverProcess(there, lines);
  expect(await moverProcess(there)).toMatchObject({ code: 0 });
  await Promise.all(writers.map((writer) => writer.writesMore(10)));
  expect(await Promise.all(owners.map((owner) => fingerprintOf(elasticsearch, owner)))).toEqual(before);
  expect(await one.health()).toMatchObject({ engine: "elasticsearch", ok: true });

  await moverProcess({ ...there, target: database.url }, 20);
  expect(await moverProcess({ ...there, target: database.url })).toMatchObject({ code: 0 });
  await Promise.all(writers.map((writer) => writer.writesMore(10)));
  await Promise.all(writers.map((writer) => writer.stop()));
  for (const writer of writers) {
    expect(writer.refused).toEqual([]);
    expect(await writer.missing(postgres)).toEqual([]);
  }
  expect(await Promise.all(owners.map((owner) => fingerprintOf(postgres, owner)))).toEqual(before);
  await Promise.all([one.close(), two.close()]);
});

it("goes on in PostgreSQL while Elasticsearch is away in the middle of the move", { timeout: 120_000 }, async () => {
  const proxy = new NodeProxy(node);
  const other = new TestIndices();
  const target = other.url(await proxy.open());
  const places = { databaseUrl: database.url, source: database.url };
  const onBackgroundError = vi.fn();
  const store = await follow(places, { onBackgroundError });
  const stopped = withMover(places, (mover) => mover.run({ to: { url: target } }), {
    onProgress: ({ ownersDone }) => {
      if (ownersDone === 5) proxy.close();
    },
  });
  await expect(stopped).rejects.toThrow("Elasticsearch does not answer");
  const writer = new Writer("patient", store, () => owners[0] ?? "");
  for (let number = 0; number < 5; number++) await writer.write();
  expect(writer.refused).toEqual([]);
  // The first write has found Elasticsearch away; the others did not wait for it any more.
  expect(onBackgroundError).toHaveBeenCalledTimes(1);
  await proxy.open(Number(new URL(target).port));
  await withMover(places, (mover) => mover.run({}));
  const moved = await other.open();
  expect(await writer.missing(moved)).toEqual([]);
  expect((await moved.owners({ limit: 100 })).length).toBeGreaterThanOrEqual(owners.length);
  await moved.close();
  await store.close();
  proxy.close();
  await other.drop();
});
