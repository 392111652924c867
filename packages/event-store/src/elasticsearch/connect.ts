import { readFileSync } from "node:fs";
import { Client } from "@elastic/elasticsearch";

/** How the cluster is reached. */
export interface ClusterOptions {
  /** `https://user:password@host:9200`, several nodes separated by commas; `?prefix=` names the indices, default `limpid`. */
  readonly url: string;
  readonly apiKey?: string;
  /** A file with the certificates that sign the cluster's own, PEM. */
  readonly caFile?: string;
}

const requestTimeout = 30_000;

const nodesOf = (url: string): URL[] => url.split(",").map((one) => new URL(one.trim()));

/** Begins the names of all indices of this store. @throws TypeError when Elasticsearch could not have such a name */
export function prefixOf(url: string): string {
  const prefix = nodesOf(url)[0]?.searchParams.get("prefix") ?? "limpid";
  if (!/^[a-z0-9][a-z0-9._-]{0,99}$/.test(prefix)) throw new TypeError(`${prefix} cannot begin the name of an index`);
  return prefix;
}

/** A client that tries once and leaves the rest to `persist`. Nothing is connected yet. */
export function connect({ url, apiKey, caFile }: ClusterOptions): Client {
  const nodes = nodesOf(url);
  const { username = "", password = "" } = nodes.find((node) => node.username !== "") ?? {};
  const auth = apiKey
    ? { apiKey }
    : username
      ? { username: decodeURIComponent(username), password: decodeURIComponent(password) }
      : undefined;
  return new Client({
    nodes: nodes.map((node) => new URL(node.pathname, node.origin)).map(String),
    ...(auth ? { auth } : {}),
    ...(caFile ? { tls: { ca: readFileSync(caFile) } } : {}),
    requestTimeout,
    maxRetries: 0,
    // A node that was away is asked again at once.
    resurrectStrategy: "none",
  });
}
