import type pg from "pg";
import { upgrade } from "../postgres/upgrade";

/**
 * Advisory locks in the main database. epoch: a process holds the current one shared for as long as it works by it (session.ts).
 * gate: writers hold it shared while a move is on; who switches, alone. owner: by a hash in 0…255; a writer holds those of its owners
 * alone, so that both sides get everything in one order. mover: one at a time.
 */
export const LOCKS = { epoch: 0x6c696d21, gate: 0x6c696d22, owner: 0x6c696d23, mover: 0x6c696d24, upgrade: 0x6c696d25 };

/** The channel on which changes of the epoch are told. */
export const CHANNEL = "event_places";

const steps: readonly string[] = [
  `
  CREATE TABLE event_places.move (
    id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    epoch integer NOT NULL,
    phase text NOT NULL CHECK (phase IN ('settled', 'copying', 'switching')),
    source text,
    source_access bytea,
    target text,
    target_access bytea,
    started_at timestamptz,
    is_cleared boolean NOT NULL DEFAULT false,
    is_listed boolean NOT NULL DEFAULT false
  );
  INSERT INTO event_places.move (epoch, phase) VALUES (1, 'settled');
  COMMENT ON TABLE event_places.move IS 'the move of the events that is on, or how the last one ended; one row (moving/board.ts)';
  COMMENT ON COLUMN event_places.move.epoch IS 'counts the changes of phase';

  CREATE TABLE event_places.owner (
    owner text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL DEFAULT 0,
    expected bigint NOT NULL DEFAULT 0,
    is_moved boolean NOT NULL DEFAULT false,
    events bigint,
    checksum text
  );
  CREATE INDEX owner_left ON event_places.owner (owner) WHERE NOT is_moved;
  COMMENT ON TABLE event_places.owner IS 'what of a move is done and what is left';
  COMMENT ON COLUMN event_places.owner.version IS 'counts the changes that only the source has';

  CREATE TABLE event_places.forwarding (
    source text PRIMARY KEY,
    target text NOT NULL,
    access bytea,
    moved_at timestamptz NOT NULL DEFAULT now(),
    owners bigint NOT NULL,
    events bigint NOT NULL
  );
  COMMENT ON TABLE event_places.forwarding IS 'where the events of a place went, for settings that name the old one';

  CREATE FUNCTION event_places.lock(owners text[]) RETURNS void LANGUAGE plpgsql AS $body$
  BEGIN
    PERFORM pg_advisory_xact_lock(${LOCKS.owner}, lock.key) FROM (
      SELECT DISTINCT hashtext(owner) & 255 AS key FROM unnest(owners) AS owner ORDER BY key
    ) AS lock;
  END $body$;

  CREATE FUNCTION event_places.enter(
    owners text[], OUT epoch integer, OUT phase text, OUT moved text[], OUT unknown text[]
  ) LANGUAGE plpgsql AS $body$
  BEGIN
    PERFORM pg_advisory_xact_lock_shared(${LOCKS.gate}, 0);
    PERFORM event_places.lock(owners);
    SELECT move.epoch, move.phase,
      CASE WHEN move.is_listed THEN ARRAY(SELECT name FROM unnest(owners) AS name
        WHERE NOT EXISTS (SELECT FROM event_places.owner AS known WHERE known.owner = name)) END
    INTO epoch, phase, unknown FROM event_places.move;
    SELECT coalesce(array_agg(known.owner), '{}') INTO moved FROM event_places.owner AS known
    WHERE known.owner = ANY (owners) AND known.is_moved;
  END $body$;
  `,
];

/** Makes what moving needs in the main database; see upgrade. */
export const upgradePlaces = (pool: pg.Pool): Promise<void> =>
  upgrade(pool, { schema: "event_places", lock: LOCKS.upgrade, steps }, steps.length);
