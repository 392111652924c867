import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type EventStore, UnavailableError } from "../src/store";
import { scanAll } from "../test/conformance";
import { log, newOwner, plot, run } from "../test/events";
import { NodeProxy } from "./proxy";
import { node, TestIndices } from "./testing";

const indices = new TestIndices();
const proxy = new NodeProxy(node);
let store: EventStore;
let shaky: EventStore;
beforeAll(async () => {
  store = await indices.open();
  await store.ready();
  shaky = await indices.open(await proxy.open());
  await shaky.ready();
});
afterAll(async () => {
  await shaky.close();
  proxy.close();
  await store.close();
  await indices.drop();
});

const messages = async (owner: string): Promise<unknown[]> => {
  const lines = await scanAll(store, { owner, kind: "log", order: "timestamp", direction: "asc", limit: 500 });
  return lines.map((line) => line.kind === "log" && line.msg);
};

const texts = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));

describe("on the way", () => {
  it("what is put off (429) or carried out without an answer is stored once, also under merging and removal", {
    timeout: 120_000,
  }, async () => {
    const owner = newOwner();
    const tries = new Map<string, number>();
    // Each write meets both, and goes through at its third try.
    proxy.treat = (path, body) => {
      if (!path.startsWith("/_bulk")) return "pass";
      const before = tries.get(body) ?? 0;
      tries.set(body, before + 1);
      return before === 0 ? "refuse" : before === 1 ? "cut" : "pass";
    };
    let isWriting = true;
    const write = async () => {
      for (const text of texts(40)) {
        await shaky.append({ scalars: [run(owner, [[Number(text), 1]])], events: [log(owner, Number(text), text)] });
      }
      isWriting = false;
    };
    const merge = async () => {
      while (isWriting) await shaky.compact(owner);
    };
    await Promise.all([write(), merge()]);
    // Documents and head of each append at least, and each of them three times.
    expect(tries.size).toBeGreaterThan(80);
    expect(new Set(tries.values())).toEqual(new Set([3]));
    expect(await messages(owner)).toEqual(texts(40));
    const removed = await shaky.remove({ owners: [owner], before: 20, kinds: ["log"] });
    expect(removed).toBe(20);
    proxy.treat = () => "pass";
    expect(await messages(owner)).toEqual(texts(40).slice(20));
    expect((await store.series({ owners: [owner] }))[0]?.iter).toHaveLength(40);
  });

  it("a node that is away is told soon, keeps nothing of what was refused, and is found again", async () => {
    const owner = newOwner();
    const door = new NodeProxy(node);
    const address = await door.open();
    door.close();
    const late = await indices.open(address);
    await late.ready();
    await expect(late.append({ events: [log(owner, 1, "early")] })).rejects.toThrow(UnavailableError);
    await expect(late.series({ owners: [owner] })).rejects.toThrow("Elasticsearch does not answer");
    expect(await late.health()).toMatchObject({ ok: false, reason: expect.stringContaining("ECONNREFUSED") });
    await door.open(Number(new URL(address).port));
    await late.append({ events: [log(owner, 2, "late")] });
    expect(await late.health()).toEqual({ engine: "elasticsearch", ok: true });
    door.close();
    const started = performance.now();
    await expect(late.append({ events: [log(owner, 3, "lost")] })).rejects.toThrow(UnavailableError);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await messages(owner)).toEqual(["late"]);
    await late.close();
  });

  it("refuses what it cannot hold while nothing gets through, and keeps what it took", {
    timeout: 120_000,
  }, async () => {
    const owner = newOwner();
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    proxy.treat = (path) => (path.startsWith("/_bulk") ? gate : "pass");
    const results: Promise<unknown>[] = [];
    const points = Array.from({ length: 400_000 }, (_, iter) => [iter, Math.random()] as const);
    let refused = 0;
    for (let batch = 0; batch < 40; batch++) {
      const appended = shaky.append({ scalars: [run(`${owner}-${batch}`, points)] });
      results.push(
        appended.then(
          () => batch,
          (error: unknown) => error,
        ),
      );
      // Each is encoded before the next, as it is between requests.
      await new Promise((resolve) => setImmediate(resolve));
    }
    release();
    proxy.treat = () => "pass";
    for (const [batch, result] of (await Promise.all(results)).entries()) {
      const [curve] = await store.series({ owners: [`${owner}-${batch}`] });
      if (result === batch) expect(curve?.iter).toHaveLength(points.length);
      else {
        expect(result).toBeInstanceOf(UnavailableError);
        expect(curve).toBeUndefined();
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(40);
  });
});

describe("the cluster", () => {
  it("with an index that became read-only says so, keeps nothing of what was refused, and goes on afterwards", async () => {
    const owner = newOwner();
    const block = (isReadOnly: boolean | null) =>
      indices.client.indices.putSettings({
        index: indices.documents,
        settings: { "index.blocks.read_only_allow_delete": isReadOnly },
      });
    await store.append({ events: [log(owner, 1, "before"), plot(owner, 1, "p")] });
    await block(true);
    const started = performance.now();
    await expect(store.append({ events: [log(owner, 2, "refused")] })).rejects.toThrow(/takes no writes.*read-only/);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await store.health()).toMatchObject({
      ok: false,
      reason: expect.stringContaining("read_only_allow_delete"),
    });
    expect(await messages(owner)).toEqual(["before"]);
    await block(null);
    await store.append({ events: [log(owner, 3, "after")] });
    expect(await messages(owner)).toEqual(["before", "after"]);
    expect(await store.health()).toMatchObject({ ok: true });
  });

  it("that was emptied acknowledges nothing before its indices are there again", async () => {
    const emptied = new TestIndices();
    const one = await emptied.open();
    const owner = newOwner();
    await one.ready();
    await one.append({ events: [log(owner, 1, "before")] });
    await emptied.client.indices.delete({ index: `${emptied.heads}-000001` });
    await expect(one.append({ events: [log(owner, 2, "refused")] })).rejects.toThrow(UnavailableError);
    await expect(one.series({ owners: [owner] })).rejects.toThrow(UnavailableError);
    expect(await one.health()).toMatchObject({ ok: false });
    vi.setSystemTime(Date.now() + 61_000);
    await one.append({ events: [log(owner, 3, "after")] });
    vi.useRealTimers();
    const scan = { owner, kind: "log", order: "timestamp", direction: "asc", limit: 9 } as const;
    expect((await one.scan(scan)).events).toMatchObject([{ msg: "after" }]);
    await one.close();
    await emptied.drop();
  });

  const tool = process.env.LIMPID_TEST_ELASTICSEARCH_TOOL;
  it.skipIf(!tool)(
    "keeps all that was acknowledged when it is killed (needs the node's own tool)",
    {
      timeout: 180_000,
    },
    async () => {
      const control = (command: string): string =>
        spawnSync(tool ?? "", [command, new URL(node).port], { encoding: "utf8" }).stdout;
      const owner = newOwner();
      const acknowledged: string[] = [];
      let isOver = false;
      const write = async (writer: number) => {
        for (let number = 0; !isOver; number++) {
          const text = `${writer}-${number}`;
          const stored = await store
            .append({ events: [log(owner, number, text)], scalars: [run(owner, [[number, 1]])] })
            .then(
              () => true,
              () => false,
            );
          if (stored) acknowledged.push(text);
        }
      };
      const writers = [write(0), write(1), write(2)];
      const merge = (async () => {
        while (!isOver) await store.compact(owner).catch(() => {});
      })();
      const waitFor = async (count: number) => {
        while (acknowledged.length < count) await new Promise((resolve) => setTimeout(resolve, 10));
      };
      await waitFor(60);
      process.kill(Number(/pid (\d+)/.exec(control("status"))?.[1]), "SIGKILL");
      const before = acknowledged.length;
      control("up");
      await waitFor(before + 60);
      isOver = true;
      await Promise.all([...writers, merge]);
      const found = await messages(owner);
      expect(found.filter((text, index) => found.indexOf(text) !== index)).toEqual([]);
      expect(acknowledged.filter((text) => !found.includes(text))).toEqual([]);
    },
  );
});

describe("the process", () => {
  it("that is killed in the middle of appending and merging loses nothing and leaves nothing half", {
    timeout: 120_000,
  }, async () => {
    const owner = newOwner();
    const program = fileURLToPath(new URL("../test/writer-process.ts", import.meta.url));
    let answered = -1;
    for (let round = 0; round < 4; round++) {
      const args = ["--import", "tsx", program, indices.url(), owner, String(answered + 1)];
      const writer = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      const from = answered;
      for await (const line of createInterface(writer.stdout)) {
        answered = Number(line);
        if (answered - from === 20 + round * 17) writer.kill("SIGKILL");
      }
      const [curve] = await store.series({ owners: [owner] });
      const count = curve?.iter.length ?? 0;
      const batches = (count - 2) / 10;
      // Batches may have been stored whose answer was never read.
      expect(batches).toBeGreaterThan(answered);
      expect(curve?.iter).toEqual(Float64Array.from({ length: count }, (_, iter) => iter));
      expect(new Set(await messages(owner))).toEqual(new Set(texts(batches)));
    }
    await store.compact(owner);
    expect((await store.summarize({ owners: [owner], kinds: ["scalar"] }))[0]?.max_iter).toBeGreaterThan(answered * 10);
  });
});
