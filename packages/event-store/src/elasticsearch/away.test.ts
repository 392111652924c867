import { expect, it } from "vitest";
import { openEventStore } from "../open";
import { UnavailableError } from "../store";
import { connect, prefixOf } from "./connect";

it("starts without Elasticsearch, and says with each call why it cannot", async () => {
  const store = await openEventStore({ url: "http://127.0.0.1:9" });
  await store.ready();
  const scalars = [{ owner: "o", metric: "m", variant: "v", iter: [1], timestamp: [1], value: [1] }];
  await expect(store.append({ scalars })).rejects.toThrow(new UnavailableError("Elasticsearch does not answer"));
  await expect(store.series({ owners: ["o"] })).rejects.toThrow(UnavailableError);
  await expect(store.remove({ owners: ["o"] })).rejects.toThrow(UnavailableError);
  expect(await store.health()).toMatchObject({ engine: "elasticsearch", ok: false });
  await store.close();
});

it("reads nodes, prefix and credentials off the address", async () => {
  expect(prefixOf("http://one:9200")).toBe("limpid");
  expect(prefixOf("http://one:9200?prefix=team-a,http://two:9200")).toBe("team-a");
  expect(() => prefixOf("http://one:9200?prefix=-x")).toThrow(TypeError);
  expect(() => prefixOf("http://one:9200?prefix=A*")).toThrow(TypeError);
  const client = connect({ url: "https://me:p%40ss@one:9200/sub?prefix=x,https://two:9201" });
  const nodes = client.connectionPool.connections.map(({ url, headers }) => [url.href, headers.authorization]);
  const basic = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
  expect(nodes).toEqual([
    ["https://one:9200/sub", basic],
    ["https://two:9201/", basic],
  ]);
  await client.close();
  await expect(openEventStore({ url: "mysql://one" })).rejects.toThrow(TypeError);
});
