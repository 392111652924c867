import { prefixOf } from "../elasticsearch/connect";

/** Where events are, and how they are reached. */
export interface Place {
  /** As for openEventStore. */
  readonly url: string;
  readonly apiKey?: string;
  readonly caFile?: string;
}

/** The name of the main database, whose address may change from start to start. */
export const DATABASE = "database";

function databaseName(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const socket = searchParams.get("host");
  return `postgresql://${socket ?? hostname}:${port || "5432"}${decodeURIComponent(pathname)}`;
}

/**
 * What a place is called: without credentials, for people, and the same however it is written (of several nodes the first one counts).
 * @param databaseUrl the main database
 * @throws TypeError for an address of no engine
 */
export function placeName({ url }: Place, databaseUrl: string): string {
  if (/^postgres(ql)?:\/\//.test(url)) {
    const name = databaseName(url);
    return name === databaseName(databaseUrl) ? DATABASE : name;
  }
  if (!/^https?:\/\//.test(url)) throw new TypeError(`${url.split(":", 1)[0]} is no place for events`);
  const { protocol, host, pathname } = new URL(url.split(",", 1)[0] ?? "");
  const prefix = prefixOf(url);
  return `${protocol}//${host}${pathname.replace(/\/$/, "")}${prefix === "limpid" ? "" : `?prefix=${prefix}`}`;
}
