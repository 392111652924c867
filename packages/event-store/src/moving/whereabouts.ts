import pg from "pg";
import { forwarded, type Phase, readState } from "./board";
import { DATABASE, type Place, placeName } from "./place";

/** Where the events of a server are. */
export interface Whereabouts {
  /** What its settings name. */
  readonly named: string;
  /** Where they are. */
  readonly place: string;
  /** Of a move that is on. */
  readonly phase: Phase;
}

/**
 * Looks where the events are, and changes nothing.
 * @param named where the settings say; undefined: the main database
 * @throws the driver's errors; TypeError when the settings name no place
 */
export async function findEvents(databaseUrl: string, named?: Place): Promise<Whereabouts> {
  const name = named ? placeName(named, databaseUrl) : DATABASE;
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query("SELECT to_regclass('event_places.move') IS NOT NULL AS known");
    if (!rows[0]?.known) return { named: name, place: name, phase: "settled" };
    const state = await readState(client);
    return { named: name, place: forwarded(name, state)?.name ?? name, phase: state.phase };
  } finally {
    await client.end();
  }
}
