import type pg from "pg";
import { upgrade } from "./upgrade";

/**
 * Advisory locks. The first two come once for each owner, by a hash in 0…63, so that order and deletion stay exact:
 * gate: appends hold it shared; who has held it alone knows that no append is half-way and that all later pieces get
 * higher ids. pieces: who takes pieces away holds it alone. compaction: who works on an owner's pieces; only spares others the
 * work. upgrade: see upgradeSchema.
 */
export const LOCKS = { gate: 0x6c696d01, pieces: 0x6c696d02, upgrade: 0x6c696d03, compaction: 0x6c696d04 } as const;

/**
 * How the schema came to be, step by step. A step that was released is never changed; a change is a new step.
 * Texts are compared by code point; names can be longer than an index entry may be, so no index holds them.
 * Fresh pieces come and go, so they have tables of their own, whose space is used again and again.
 */
const steps: readonly string[] = [
  `
  CREATE SEQUENCE events.piece_id;

  CREATE TABLE events.chunk (
    owner text COLLATE "C" NOT NULL,
    id bigint NOT NULL DEFAULT nextval('events.piece_id'),
    fresh boolean NOT NULL,
    written bigint,
    metric text COLLATE "C" NOT NULL,
    variant text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    ascending boolean NOT NULL,
    points integer NOT NULL,
    min_iter bigint NOT NULL,
    max_iter bigint NOT NULL,
    min_timestamp bigint NOT NULL,
    max_timestamp bigint NOT NULL,
    data bytea STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (owner, id, fresh)
  ) PARTITION BY LIST (fresh);
  CREATE TABLE events.chunk_fresh PARTITION OF events.chunk FOR VALUES IN (true);
  CREATE TABLE events.chunk_compacted PARTITION OF events.chunk FOR VALUES IN (false);
  COMMENT ON TABLE events.chunk IS 'points of one curve as columns (codec/points.ts)';
  COMMENT ON COLUMN events.chunk.written IS 'place in the order of writing when it differs from id: the newest id it was made of';

  CREATE TABLE events.log (
    owner text COLLATE "C" NOT NULL,
    id bigint NOT NULL DEFAULT nextval('events.piece_id'),
    fresh boolean NOT NULL,
    lines integer NOT NULL,
    size integer NOT NULL,
    min_timestamp bigint NOT NULL,
    max_timestamp bigint NOT NULL,
    contents text NOT NULL,
    data bytea STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (owner, id, fresh)
  ) PARTITION BY LIST (fresh);
  CREATE TABLE events.log_fresh PARTITION OF events.log FOR VALUES IN (true);
  CREATE TABLE events.log_compacted PARTITION OF events.log FOR VALUES IN (false);
  COMMENT ON TABLE events.log IS 'console lines as blocks (codec/lines.ts)';
  COMMENT ON COLUMN events.log.contents IS 'what it has of each metric and variant, as JSON (logs/blocks.ts, Content)';

  CREATE TABLE events.record (
    owner text COLLATE "C" NOT NULL,
    kind smallint NOT NULL,
    identity uuid NOT NULL,
    iter bigint NOT NULL,
    "timestamp" bigint NOT NULL,
    metric text COLLATE "C" NOT NULL,
    variant text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    worker text,
    url text,
    extra text,
    body bytea STORAGE EXTERNAL,
    PRIMARY KEY (owner, kind, identity)
  );
  CREATE INDEX record_iter ON events.record (owner, kind, iter);
  COMMENT ON TABLE events.record IS 'vectors, images, plots: one row an identity; body: see codec/body.ts';

  ALTER TABLE events.chunk_fresh SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
  ALTER TABLE events.log_fresh SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

  CREATE FUNCTION events.lock_key(owner text) RETURNS integer IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN hashtext(owner) & 63;

  CREATE FUNCTION events.append(
    c_owner text[], c_metric text[], c_variant text[], c_key text[], c_ascending boolean[], c_points integer[],
    c_min_iter bigint[], c_max_iter bigint[], c_min_timestamp bigint[], c_max_timestamp bigint[],
    c_start integer[], c_length integer[], c_data bytea,
    l_owner text[], l_lines integer[], l_size integer[], l_min_timestamp bigint[], l_max_timestamp bigint[],
    l_contents text[], l_start integer[], l_length integer[], l_data bytea,
    r_owner text[], r_kind smallint[], r_identity uuid[], r_iter bigint[], r_timestamp bigint[], r_metric text[],
    r_variant text[], r_key text[], r_worker text[], r_url text[], r_extra text[],
    r_start integer[], r_length integer[], r_data bytea
  ) RETURNS void LANGUAGE plpgsql AS $body$
  BEGIN
    PERFORM pg_advisory_xact_lock_shared(${LOCKS.gate}, lock.key) FROM (
      SELECT DISTINCT events.lock_key(owner) AS key FROM unnest(c_owner || l_owner || r_owner) AS owner ORDER BY key
    ) AS lock;
    IF cardinality(c_owner) > 0 THEN
      INSERT INTO events.chunk_fresh (owner, metric, variant, key, fresh, ascending, points, min_iter, max_iter,
        min_timestamp, max_timestamp, data)
      SELECT owner, metric, variant, key, true, ascending, points, min_iter, max_iter, min_timestamp, max_timestamp,
        substr(c_data, start, length)
      FROM unnest(c_owner, c_metric, c_variant, c_key, c_ascending, c_points, c_min_iter, c_max_iter,
        c_min_timestamp, c_max_timestamp, c_start, c_length) WITH ORDINALITY
        AS row (owner, metric, variant, key, ascending, points, min_iter, max_iter, min_timestamp, max_timestamp,
          start, length, place)
      ORDER BY place;
    END IF;
    IF cardinality(l_owner) > 0 THEN
      INSERT INTO events.log_fresh (owner, fresh, lines, size, min_timestamp, max_timestamp, contents, data)
      SELECT owner, true, lines, size, min_timestamp, max_timestamp, contents, substr(l_data, start, length)
      FROM unnest(l_owner, l_lines, l_size, l_min_timestamp, l_max_timestamp, l_contents, l_start, l_length)
        WITH ORDINALITY AS row (owner, lines, size, min_timestamp, max_timestamp, contents, start, length, place)
      ORDER BY place;
    END IF;
    IF cardinality(r_owner) > 0 THEN
      INSERT INTO events.record (owner, kind, identity, iter, "timestamp", metric, variant, key, worker, url, extra, body)
      SELECT owner, kind, identity, iter, stamp, metric, variant, key, worker, url, extra,
        CASE WHEN length > 0 THEN substr(r_data, start, length) END
      FROM unnest(r_owner, r_kind, r_identity, r_iter, r_timestamp, r_metric, r_variant, r_key, r_worker, r_url,
        r_extra, r_start, r_length)
        AS row (owner, kind, identity, iter, stamp, metric, variant, key, worker, url, extra, start, length)
      ORDER BY owner, kind, identity
      ON CONFLICT (owner, kind, identity) DO UPDATE SET "timestamp" = excluded."timestamp", worker = excluded.worker,
        url = excluded.url, extra = excluded.extra, body = excluded.body;
    END IF;
  END $body$;
  `,
  `
  ALTER TABLE events.log ADD COLUMN search bytea STORAGE EXTERNAL;
  COMMENT ON COLUMN events.log.search IS 'what a search has to know to pass it by (search/block-index.ts); fresh and small blocks have none';
  `,
  // Fresh pieces need no index of their own ids: they are few, and an entry for each owner once takes a sixth. The space
  // of what is removed is used again once it is a fiftieth of the table, not a fifth.
  `
  ALTER TABLE events.chunk DROP CONSTRAINT chunk_pkey;
  ALTER TABLE events.chunk_compacted ADD PRIMARY KEY (owner, id);
  CREATE INDEX chunk_fresh_owner ON events.chunk_fresh (owner);
  ALTER TABLE events.log DROP CONSTRAINT log_pkey;
  ALTER TABLE events.log_compacted ADD PRIMARY KEY (owner, id);
  CREATE INDEX log_fresh_owner ON events.log_fresh (owner);

  ALTER TABLE events.chunk_compacted SET (autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);
  ALTER TABLE events.log_compacted SET (autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);
  ALTER TABLE events.record SET (autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);
  `,
  `
  ALTER TABLE events.chunk ADD COLUMN fine bytea, ADD COLUMN coarse bytea;
  ALTER TABLE events.chunk ALTER COLUMN fine SET STORAGE EXTERNAL, ALTER COLUMN coarse SET STORAGE EXTERNAL;
  COMMENT ON COLUMN events.chunk.fine IS 'bins of few points (codec/bins.ts), of a compacted chunk that is worth it';
  COMMENT ON COLUMN events.chunk.coarse IS 'bins of many points';
  `,
];

/** See upgrade. @param last the step to stop behind, for tests of those that come then */
export const upgradeSchema = (pool: pg.Pool, last = steps.length): Promise<void> =>
  upgrade(pool, { schema: "events", lock: LOCKS.upgrade, steps }, last);
