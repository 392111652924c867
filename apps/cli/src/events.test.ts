import { findEvents } from "@limpid/event-store/moving/whereabouts";
import { openEventStore } from "@limpid/event-store/open";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Installation, makeInstallation } from "../test/installation";

let limpid: Installation;
let databaseUrl: string;
let target: string;

beforeAll(async () => {
  limpid = await makeInstallation();
  await limpid.start();
  const api = (await (await fetch(`http://127.0.0.1:${limpid.ports.api}/`)).json()) as { env: Record<string, string> };
  databaseUrl = api.env.DATABASE_URL ?? "";
  const address = new URL(databaseUrl);
  address.pathname = "/elsewhere";
  target = address.href;
  await query("CREATE DATABASE elsewhere");
  const store = await openEventStore({ url: databaseUrl, autoCompact: false });
  await store.ready();
  const columns = { iter: [1, 2, 3], timestamp: [1, 2, 3], value: [0.5, 0.25, 0.125] };
  for (const owner of ["one", "two"])
    await store.append({ scalars: [{ owner, metric: "m", variant: "v", ...columns }] });
  await store.close();
});

afterAll(async () => {
  await limpid.remove();
});

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const events = (...args: string[]) => limpid.run(["events", ...args]);

test.each<[string, string[], RegExp]>([
  ["no action", [], /limpid events move --to/],
  ["an unknown action", ["fly"], /see limpid help/],
  ["an unknown option", ["move", "--where", "x"], /--where/],
  ["options where there are none", ["status", "--to", "x"], /takes no options/],
  ["no target", ["move"], /say where to with --to/],
  ["what is no place", ["move", "--to", "nowhere"], /"nowhere" is no place/],
  ["an engine that there is not", ["move", "--to", "mysql://me@there/x"], /mysql is no place/],
  ["a place that does not answer", ["move", "--to", "http://127.0.0.1:9"], /127\.0\.0\.1:9: .*does not answer/],
  [
    "another source than the events are at",
    ["move", "--from", "http://es:9200", "--to", "postgresql://h/x"],
    /are at database, not/,
  ],
  [
    "a key that cannot be read",
    ["move", "--to", "http://es:9200", "--api-key-file", "/none"],
    /--api-key-file: ENOENT/,
  ],
  ["giving up what is not on", ["abort"], /no move is on/],
  ["deleting what was not moved", ["delete-source"], /nothing was moved/],
])("refuses %s with one line, and 1", async (_what, args, text) => {
  const { code, output } = await events(...args);
  expect(output).toMatch(text);
  expect(output.trim().split("\n")).toHaveLength(1);
  expect(code).toBe(1);
});

test("says what it would move, moves it, finds it there and frees the old place", { timeout: 180_000 }, async () => {
  expect(await events("status")).toEqual({ code: 0, output: "the events are at database\nno move is on\n" });
  const rehearsed = await events("move", "--to", target, "--dry-run");
  expect(rehearsed).toMatchObject({
    code: 0,
    output: expect.stringMatching(/would move 6 events of 2 tasks and models from database/),
  });
  expect(await findEvents(databaseUrl)).toMatchObject({ place: "database", phase: "settled" });

  const { code, output } = await events("move", "--from", "database", "--to", target);
  expect(output).toMatch(/waiting for the server's processes\n/);
  expect(output).toMatch(/copying: 0 of 2 tasks and models/);
  expect(output).toMatch(/moved 6 events of 2 tasks and models from database to .*\/elsewhere; every checksum agrees/);
  expect(output).not.toContain("\u001b");
  expect(code).toBe(0);
  const password = new URL(target).password;
  expect(password).not.toBe("");
  expect(output).not.toContain(password);
  const [row] = await query("SELECT target, encode(access, 'escape') AS access FROM event_places.forwarding");
  expect(JSON.stringify(row)).not.toContain(password);

  expect(await events("move", "--to", target)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/there already|already/),
  });
  expect((await events("status")).output).toMatch(
    /the events are at .*elsewhere \(EVENTS_URL names database, where they were\)/,
  );
  expect((await limpid.run(["doctor"])).output).toMatch(
    /advice +events +EVENTS_URL names database, but the events were moved/,
  );

  const store = await openEventStore({ url: target, autoCompact: false });
  expect(await store.summarize({ owners: ["one", "two"] })).toMatchObject([{ count: 3 }, { count: 3 }]);
  await store.close();
  expect(await events("delete-source")).toMatchObject({
    code: 0,
    output: expect.stringMatching(/events of 2 tasks and models from the old place/),
  });
  expect(await query("SELECT count(*)::int AS left FROM events.chunk")).toEqual([{ left: 0 }]);
});
