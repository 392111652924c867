import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connect } from "../src/elasticsearch/connect";
import { Documents } from "../src/elasticsearch/documents";
import { Heads } from "../src/elasticsearch/heads";
import { Indices } from "../src/elasticsearch/indices";
import { sweep } from "../src/elasticsearch/sweep";
import { openEventStore } from "../src/open";
import type { EventStore } from "../src/store";
import { describeConformance, image, log, newOwner, plot, run } from "../test/conformance";
import { TestIndices } from "./testing";

const indices = new TestIndices();
describeConformance({ name: "elasticsearch", open: () => indices.open() });

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
    // A chunk of 2,000 points, a block, a list of records and the one plot's body, and the manifest.
    expect(await indices.count(owner)).toBe(5);
    expect(await store.summarize({ owners: [owner] })).toMatchObject([{ count: 20 }, { count: 1 }, { count: 2000 }]);
    await store.remove({ owners: [owner] });
    expect(await indices.count(owner)).toBe(0);
  });

  it("that nobody names are swept away after hours, what is in use never", async () => {
    const owner = newOwner();
    const client = connect({ url: indices.url() });
    const own = new Indices(client, indices.prefix);
    const documents = new Documents(client, own);
    const heads = new Heads(client, own, documents);
    await store.append({ scalars: [run(owner, [[1, 1]])], events: [plot(owner, 1, "old"), image(owner, 1, "u")] });
    await store.compact(owner);
    await store.append({ scalars: [run(owner, [[2, 2]])], events: [plot(owner, 2, "new")] });
    const used = await indices.count(owner);
    // As a process leaves it that ends before it tells the head.
    await documents.put([{ ...(await documents.newLocation()), owner, role: "body", data: Buffer.from("orphan") }]);
    expect(await indices.count(owner)).toBe(used + 1);
    expect(await sweep(client, own, { heads, documents }, owner)).toBe(0);
    expect(await sweep(client, own, { heads, documents }, owner, Date.now() + 7 * hour)).toBe(1);
    expect(await indices.count(owner)).toBe(used);
    const plots = await store.latest({ owners: [owner], kind: "plot", iters: 5, per: "owner" });
    expect(plots).toMatchObject([{ plot_str: "new" }, { plot_str: "old" }]);
    expect((await store.series({ owners: [owner] }))[0]?.value).toEqual(Float64Array.of(1, 2));
    await client.close();
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
