import type pg from "pg";
import { type Connection, inTransaction } from "../postgres/sql";
import type { Fingerprint } from "./digest";
import { countOf } from "./digest";
import type { Place } from "./place";
import { CHANNEL, LOCKS, upgradePlaces } from "./schema";

/**
 * settled: one place has all. copying: the source is read; owners that are moved are written on both sides, the others on the source.
 * switching: everybody begins to read the target; all is written on both sides.
 */
export type Phase = "settled" | "copying" | "switching";

/** A side of a move. */
export interface Side {
  /** See placeName. */
  readonly name: string;
  /** Sealed; null for the main database. */
  readonly access: Buffer | null;
}

/** Where events went from a place. */
export interface Forwarding extends Side {
  readonly source: string;
  readonly moved_at: Date;
}

/** What all processes work by. */
export interface State {
  /** Counts the changes. */
  readonly epoch: number;
  readonly phase: Phase;
  /** Of the move that is on, or of the last one. */
  readonly source: Side | null;
  readonly target: Side | null;
  readonly started_at: Date | null;
  readonly is_cleared: boolean;
  readonly is_listed: boolean;
  readonly forwardings: readonly Forwarding[];
}

/** How far a move is. */
export interface Tally {
  readonly owners: number;
  readonly moved: number;
  /** Events that were there when owners were listed. */
  readonly expected: number;
  /** Events of the moved owners. */
  readonly events: number;
}

/** Seals the credentials of places, so that a copy of the database alone does not give them away. */
export interface Secrets {
  seal(text: string): Buffer;
  /** Null when it was sealed with another key. */
  open(sealed: Buffer): string | null;
}

/** What a writer finds once nobody else writes to its owners. */
export interface Entry {
  readonly epoch: number;
  readonly phase: Phase;
  /** Which of its owners are on both sides. */
  readonly moved: ReadonlySet<string>;
  /** Owners that no side has: they came after all were listed, so that they need not be copied. */
  readonly unknown: readonly string[];
}

/** What came of a write. */
export interface Written<Result> {
  readonly result: () => Result;
  /** Owners that only the source has as they are now. */
  readonly onlySource: readonly string[];
  /** Unknown owners that both sides have now. */
  readonly onBoth: readonly string[];
}

/** Reads all that processes follow; the connection sees one state of it. */
export async function readState(connection: Connection): Promise<State> {
  interface Row extends Omit<State, "source" | "target" | "forwardings"> {
    readonly source: string | null;
    readonly source_access: Buffer | null;
    readonly target: string | null;
    readonly target_access: Buffer | null;
    readonly forwardings: readonly { source: string; target: string; access: string | null; moved_at: string }[];
  }
  const { rows } = await connection.query<Row>(
    `SELECT epoch, phase, source, source_access, target, target_access, started_at, is_cleared, is_listed,
       (SELECT coalesce(json_agg(json_build_object('source', source, 'target', target, 'moved_at', moved_at,
          'access', encode(access, 'base64'))), '[]') FROM event_places.forwarding) AS forwardings
     FROM event_places.move`,
  );
  const [row] = rows;
  if (!row) throw new Error("event_places.move has lost its row");
  const { source, source_access, target, target_access, forwardings, ...state } = row;
  return {
    ...state,
    source: source === null ? null : { name: source, access: source_access },
    target: target === null ? null : { name: target, access: target_access },
    forwardings: forwardings.map(({ source: from, target: name, access, moved_at }) => ({
      ...{ source: from, name, moved_at: new Date(moved_at) },
      access: access === null ? null : Buffer.from(access, "base64"),
    })),
  };
}

const touch = `
  INSERT INTO event_places.owner (owner, version) SELECT owner, 1 FROM unnest($1::text[]) AS owner ORDER BY owner
  ON CONFLICT (owner) DO UPDATE SET version = owner.version + 1, is_moved = false`;

const join = `
  INSERT INTO event_places.owner (owner, is_moved) SELECT owner, true FROM unnest($1::text[]) AS owner ORDER BY owner
  ON CONFLICT DO NOTHING`;

/** The state of a move in the main database, for those who follow it and for who makes it. */
export class Board {
  constructor(
    private readonly pool: pg.Pool,
    private readonly secrets: Secrets,
  ) {}

  /** Makes the tables. */
  async ready(): Promise<void> {
    await upgradePlaces(this.pool);
  }

  state(): Promise<State> {
    return readState(this.pool);
  }

  /** @param place undefined: the main database, which needs no credentials */
  sealed(name: string, place: Place | undefined): Side {
    return { name, access: place ? this.secrets.seal(JSON.stringify(place)) : null };
  }

  /** How a side is reached; undefined for the main database. @throws Error when it was sealed with another key */
  access({ name, access }: Side): Place | undefined {
    if (access === null) return undefined;
    const text = this.secrets.open(access);
    if (text === null) {
      throw new Error(`the credentials of ${name} were sealed with another token secret: set EVENTS_URL to it`);
    }
    return JSON.parse(text) as Place;
  }

  /** Runs a write while nobody else writes to these owners, and notes what only the source has of it, also when it throws at the end. */
  async write<Result>(owners: readonly string[], work: (entry: Entry) => Promise<Written<Result>>): Promise<Result> {
    const written = await inTransaction(this.pool, async (connection) => {
      const { rows } = await connection.query<{
        epoch: number;
        phase: Phase;
        moved: string[];
        unknown: string[] | null;
      }>({
        name: "event-places-enter",
        text: "SELECT epoch, phase, moved, unknown FROM event_places.enter($1)",
        values: [owners],
      });
      const [row] = rows;
      if (!row) throw new Error("event_places.enter gave nothing");
      const outcome = await work({ ...row, moved: new Set(row.moved), unknown: row.unknown ?? [] });
      if (outcome.onlySource.length > 0) await connection.query(touch, [outcome.onlySource]);
      if (outcome.onBoth.length > 0) await connection.query(join, [outcome.onBoth]);
      return outcome;
    });
    return written.result();
  }

  /** Changes the phase, if `check` agrees, while no writer is under way; tells everybody. @returns the new epoch; null if it did not */
  async change(phase: Phase, change: (connection: Connection) => Promise<boolean>): Promise<number | null> {
    return inTransaction(this.pool, async (connection) => {
      await connection.query("SELECT pg_advisory_xact_lock($1, 0)", [LOCKS.gate]);
      if (!(await change(connection))) return null;
      const { rows } = await connection.query<{ epoch: number }>(
        "UPDATE event_places.move SET phase = $1, epoch = epoch + 1 RETURNING epoch",
        [phase],
      );
      await connection.query("SELECT pg_notify($1, '')", [CHANNEL]);
      return rows[0]?.epoch ?? null;
    });
  }

  /** Begins a move: writers go through {@link write} once they know of it. */
  async begin(source: Side, target: Side): Promise<void> {
    await this.change("copying", async (connection) => {
      await connection.query("TRUNCATE event_places.owner");
      await connection.query(
        `UPDATE event_places.move SET source = $1, source_access = $2, target = $3, target_access = $4, started_at = now(),
           is_cleared = false, is_listed = false`,
        [source.name, source.access, target.name, target.access],
      );
      return true;
    });
  }

  async note(what: "is_cleared" | "is_listed"): Promise<void> {
    await this.pool.query(`UPDATE event_places.move SET ${what} = true`);
  }

  /** Owners of the source, with about how many events each has. */
  async list(owners: ReadonlyMap<string, number>): Promise<void> {
    await this.pool.query(
      `INSERT INTO event_places.owner (owner, expected)
       SELECT owner, expected FROM unnest($1::text[], $2::bigint[]) AS row (owner, expected) ORDER BY owner
       ON CONFLICT (owner) DO UPDATE SET expected = excluded.expected`,
      [[...owners.keys()], [...owners.values()]],
    );
  }

  async left(limit: number): Promise<string[]> {
    const { rows } = await this.pool.query<{ owner: string }>(
      "SELECT owner FROM event_places.owner WHERE NOT is_moved ORDER BY owner LIMIT $1",
      [limit],
    );
    return rows.map(({ owner }) => owner);
  }

  /** Runs `work` while nobody writes to the owner; with the number of changes that its copy lacks. */
  async alone<Result>(
    owner: string,
    work: (version: number, connection: Connection) => Promise<Result>,
  ): Promise<Result> {
    return inTransaction(this.pool, async (connection) => {
      await connection.query("SELECT event_places.lock(ARRAY[$1])", [owner]);
      const { rows } = await connection.query<{ version: number }>(
        "SELECT version::integer AS version FROM event_places.owner WHERE owner = $1",
        [owner],
      );
      return work(rows[0]?.version ?? 0, connection);
    });
  }

  /** From the commit on writers write it on both sides. */
  async markMoved(connection: Connection, owner: string, { counts, checksum }: Fingerprint): Promise<void> {
    await connection.query(
      "UPDATE event_places.owner SET is_moved = true, events = $2, checksum = $3 WHERE owner = $1",
      [owner, countOf(counts), checksum],
    );
  }

  async tally(connection: Connection = this.pool): Promise<Tally> {
    const { rows } = await connection.query<Tally>(
      `SELECT count(*)::float8 AS owners, count(*) FILTER (WHERE is_moved)::float8 AS moved, coalesce(sum(expected), 0)::float8 AS expected,
         coalesce(sum(events) FILTER (WHERE is_moved), 0)::float8 AS events FROM event_places.owner`,
    );
    return rows[0] ?? { owners: 0, moved: 0, expected: 0, events: 0 };
  }

  /** @returns false when owners are left */
  async switchOver(): Promise<boolean> {
    const epoch = await this.change("switching", async (connection) => {
      const { owners, moved } = await this.tally(connection);
      return owners === moved;
    });
    return epoch !== null;
  }

  /** The target has all from now on, and is found from the source. */
  async settle(): Promise<void> {
    await this.change("settled", async (connection) => {
      const { source, target } = await readState(connection);
      if (!source || !target) throw new Error("there is no move to settle");
      const { owners, events } = await this.tally(connection);
      await connection.query("DELETE FROM event_places.forwarding WHERE source = ANY ($1)", [
        [source.name, target.name],
      ]);
      await connection.query(
        "INSERT INTO event_places.forwarding (source, target, access, owners, events) VALUES ($1, $2, $3, $4, $5)",
        [source.name, target.name, target.access, owners, events],
      );
      return true;
    });
  }

  /** The source keeps all. */
  async abort(): Promise<void> {
    await this.change("settled", async (connection) => {
      await connection.query(
        "UPDATE event_places.move SET source = NULL, source_access = NULL, target = NULL, target_access = NULL",
      );
      return true;
    });
  }
}

/** The place that a process works with whose settings name this one: where its events went, and where they went from there. */
export function forwarded(name: string, { forwardings }: Pick<State, "forwardings">): Forwarding | undefined {
  let found: Forwarding | undefined;
  for (let from = name; ; ) {
    const next = forwardings.find(({ source }) => source === from);
    // A place that was moved back to is not forwarded; the number of steps is bounded all the same.
    if (!next || next.name === name) return found;
    found = next;
    from = next.name;
  }
}
