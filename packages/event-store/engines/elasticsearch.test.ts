import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { CorruptDataError } from "../src/codec/bytes";
import { connect } from "../src/elasticsearch/connect";
import { Documents } from "../src/elasticsearch/documents";
import { Heads } from "../src/elasticsearch/heads";
import { Indices } from "../src/elasticsearch/indices";
import { Sweeper } from "../src/elasticsearch/sweep";
import { openEventStore } from "../src/open";
import type { EventStore } from "../src/store";
import { describeConformance, type Engine } from "../test/conformance";
import { describeCopying } from "../test/copying";
import { describeDrawing } from "../test/drawing";
import { image, log, newOwner, plot, run } from "../test/events";
import { describeRetention } from "../test/retention";
import { describeSearch } from "../test/search";
import { TestIndices } from "./testing";

const indices = new TestIndices();
const engine: Engine = { name: "elasticsearch", open: () => indices.open() };
describeConformance(engine);
describeCopying(engine);
describeRetention(engine);
describeSearch(engine);
describeDrawing(engine);

let store: EventStore;
beforeAll(async () => {
  store = await indices.open();
  await store.ready();
});
afterAll(async () => {
  await store.close();
  await indices.drop();
});

const hour = 3_600_000;

describe("documents", () => {
  it("are few, and gone once their events are merged, overwritten or removed", async () => {
    const owner = newOwner();
    for (let iter = 0; iter < 20; iter++) {
      const points = Array.from({ length: 100 }, (_, index) => [iter * 100 + index, index] as const);
      await store.append({ scalars: [run(owner, points)], events: [log(owner, iter, "x"), plot(owner, 1, `${iter}`)] });
    }
    // A segment an append, and the body of its plot.
    expect(await indices.count(owner)).toBe(40);
    await store.compact(owner);
    // A chunk of 2,000 points, its bins, a block, a list of records and the one plot's body, and the manifest.
    expect(await indices.count(owner)).toBe(6);
    expect(await store.summarize({ owners: [owner] })).toMatchObject([{ count: 20 }, { count: 1 }, { count: 2000 }]);
    await store.remove({ owners: [owner] });
    expect(await indices.count(owner)).toBe(0);
  });

  it("whose bytes changed are told by name and never merged away, the rest goes on", async () => {
    const owner = newOwner();
    for (let iter = 0; iter < 3; iter++) {
      await store.append({ scalars: [run(owner, [[iter, 1]])] });
      await store.append({ scalars: [run(owner, [[iter, 1]], { metric: "good" })] });
      await store.append({ events: [log(owner, iter, "x")] });
      await store.append({ events: [{ ...plot(owner, iter, "p"), metric: `plot ${iter}` }] });
    }
    await indices.client.indices.refresh({ index: indices.documents });
    const { hits } = await indices.client.search<{ data: string; pieces?: Record<string, unknown[]> }>({
      index: indices.documents,
      query: { term: { owner } },
      size: 100,
      sort: [{ written_at: "asc" }],
    });
    const damage = async (kind: string) => {
      const chosen = hits.hits.find(({ _source }) => _source?.pieces?.[kind]?.length);
      const data = Buffer.from(chosen?._source?.data ?? "", "base64");
      data[data.length - 2] = ~(data[data.length - 2] ?? 0);
      const { _index: index, _id: id = "", _routing: routing } = chosen ?? { _index: "" };
      await indices.client.update({ index, id, routing, doc: { data: data.toString("base64") } });
    };
    await damage("chunks");
    await damage("blocks");
    await expect(store.series({ owners: [owner] })).rejects.toThrow(/chunk \d+ of owner-.* \(loss, train\)/);
    await expect(store.scan({ owner, kind: "log", order: "timestamp", direction: "asc", limit: 9 })).rejects.toThrow(
      /log block \d+ of owner-/,
    );
    await expect(store.compact(owner)).rejects.toThrow(CorruptDataError);
    expect(await store.series({ owners: [owner], metrics: [{ metric: "good" }] })).toHaveLength(1);
    // Two damaged pieces with four that are merged no more, one good chunk, a list of records with three bodies, the manifest.
    expect(await indices.count(owner)).toBe(6 + 1 + 4 + 1);
    expect(await store.remove({ owners: [owner] })).toBe(3 + 3 + 3 + 3);
    expect(await store.summarize({ owners: [owner] })).toEqual([]);
  });

  it("that cannot be read do not keep their owner from being removed", async () => {
    const owner = newOwner();
    await store.append({ events: [image(owner, 1, "u"), image(owner, 2, "u")] });
    await indices.client.indices.refresh({ index: indices.documents });
    const { hits } = await indices.client.search({ index: indices.documents, query: { term: { owner } } });
    const [segment] = hits.hits;
    const { _index: index = "", _id: id = "", _routing: routing } = segment ?? {};
    await indices.client.update({ index, id, routing, doc: { data: Buffer.alloc(40).toString("base64") } });
    await expect(store.summarize({ owners: [owner] })).rejects.toThrow(CorruptDataError);
    await expect(store.remove({ owners: [owner], kinds: ["image"] })).rejects.toThrow(CorruptDataError);
    expect(await store.remove({ owners: [owner] })).toBe(2);
    expect(await store.summarize({ owners: [owner] })).toEqual([]);
  });

  it("that nobody names are swept away after hours, what is in use never", async () => {
    const swept = new TestIndices();
    const one = await swept.open();
    await one.ready();
    const own = new Indices(swept.client, swept.prefix);
    const documents = new Documents(swept.client, own);
    const heads = new Heads(swept.client, own, documents);
    const owner = newOwner();
    await one.append({ scalars: [run(owner, [[1, 1]])], events: [plot(owner, 1, "old"), image(owner, 1, "u")] });
    await one.compact(owner);
    await one.append({ scalars: [run(owner, [[2, 2]])], events: [plot(owner, 2, "new")] });
    const used = await swept.count(owner);
    // As a process leaves it that ends before it tells the head: of an owner that has events, and of one that has none.
    const nobody = newOwner();
    for (const left of [owner, nobody]) {
      await documents.put([{ ...(await documents.newLocation()), owner: left, role: "body", data: Buffer.from("x") }]);
    }
    expect(await swept.count(owner)).toBe(used + 1);
    const sweeper = new Sweeper(swept.client, own, heads, documents);
    expect(await sweeper.step()).toBe(0);
    expect(await swept.count(nobody)).toBe(1);
    expect(await sweeper.step(Date.now() + 7 * hour)).toBe(2);
    expect(await swept.count(nobody)).toBe(0);
    expect(await swept.count(owner)).toBe(used);
    const plots = await one.latest({ owners: [owner], kind: "plot", iters: 5, per: "owner" });
    expect(plots).toMatchObject([{ plot_str: "new" }, { plot_str: "old" }]);
    expect((await one.series({ owners: [owner] }))[0]?.value).toEqual(Float64Array.of(1, 2));
    await one.close();
    await swept.drop();
  });

  it("of logs are found by the words in them, merged or not", async () => {
    const owner = newOwner();
    const find = async () => {
      await indices.client.indices.refresh({ index: indices.documents });
      const query = { bool: { filter: { term: { owner } }, must: { match_phrase: { text: "exploding gradient" } } } };
      return (await indices.client.search({ index: indices.documents, query })).hits.hits.length;
    };
    await store.append({ events: [log(owner, 1, "all is well")] });
    expect(await find()).toBe(0);
    await store.append({ events: [log(owner, 2, "step 7: Exploding gradient!"), log(owner, 3, "stop")] });
    expect(await find()).toBe(1);
    await store.compact(owner);
    expect(await find()).toBe(1);
  });

  it("go to another index each month, and are read from all of them", async () => {
    const owner = newOwner();
    const client = connect({ url: indices.url() });
    const [one, two] = [new Indices(client, indices.prefix), new Indices(client, indices.prefix)];
    const months = async () => Object.keys(await client.indices.getAlias({ name: indices.documents })).sort();
    const [first = ""] = await months();
    await store.append({ scalars: [run(owner, [[1, 1]])], events: [plot(owner, 1, "first")] });
    await one.rollOver(Date.now());
    expect(await months()).toEqual([first]);
    await Promise.all([one.rollOver(Date.UTC(2093, 0, 31)), two.rollOver(Date.UTC(2093, 0, 31))]);
    const second = `${indices.documents}-2093.01-000001`;
    expect(await months()).toEqual([first, second]);
    expect(await one.current()).toBe(second);
    // A clock that is behind opens no month again.
    await one.rollOver(Date.now());
    expect(await months()).toEqual([first, second]);
    const late = await indices.open();
    await late.append({ scalars: [run(owner, [[2, 2]])], events: [plot(owner, 2, "second")] });
    expect((await store.series({ owners: [owner] }))[0]?.value).toEqual(Float64Array.of(1, 2));
    const all = await store.latest({ owners: [owner], kind: "plot", iters: 5, per: "owner" });
    expect(all).toMatchObject([{ plot_str: "second" }, { plot_str: "first" }]);
    await late.close();
    await client.close();
  });
});

describe("mappings", () => {
  it("are not touched by an older version", async () => {
    const template = { name: indices.documents };
    const [known] = (await indices.client.indices.getIndexTemplate(template)).index_templates;
    const { index_patterns = [], template: content } = known?.index_template ?? {};
    const put = (version: number) =>
      indices.client.indices.putIndexTemplate({
        ...template,
        version,
        index_patterns,
        priority: 500,
        template: content,
      });
    await put(99);
    const older = await indices.open();
    await expect(older.ready()).rejects.toThrow(/newer version/);
    await older.close();
    await put(1);
  });
});

describe("compaction by itself", () => {
  it("starts with ready() and ends with close()", async () => {
    const owner = newOwner();
    for (let iter = 0; iter < 16; iter++) await store.append({ scalars: [run(owner, [[iter, iter]])] });
    await indices.client.indices.refresh({ index: indices.heads });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const onBackgroundError = vi.fn();
    const automatic = await openEventStore({ url: indices.url(), onBackgroundError });
    await automatic.ready();
    vi.advanceTimersByTime(5_000);
    vi.useRealTimers();
    // The manifest and one chunk.
    await vi.waitUntil(async () => (await indices.count(owner)) === 2, { timeout: 10_000 });
    await automatic.close();
    expect(onBackgroundError).not.toHaveBeenCalled();
    expect((await store.series({ owners: [owner] }))[0]?.iter).toHaveLength(16);
  });
});
