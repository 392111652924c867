import type pg from "pg";

/**
 * Two advisory locks an owner (by a hash in 0…63), so that order and deletion stay exact:
 * gate: appends hold it shared, so holding it alone means that no append is half-way and that every later chunk gets
 * a higher id than any there is. pieces: whoever replaces or deletes chunks holds it alone.
 */
export const LOCKS = { gate: 0x6c696d01, pieces: 0x6c696d02, upgrade: 0x6c696d03 } as const;

/**
 * How the schema came to be, step by step. A step that was released is never changed; a change is a new step.
 * Texts are compared by code point; names can be longer than an index entry may be, so no index holds them.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE events.chunk (
    owner text COLLATE "C" NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    written bigint,
    metric text COLLATE "C" NOT NULL,
    variant text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    level smallint NOT NULL,
    ascending boolean NOT NULL,
    points integer NOT NULL,
    min_iter bigint NOT NULL,
    max_iter bigint NOT NULL,
    min_timestamp bigint NOT NULL,
    max_timestamp bigint NOT NULL,
    data bytea STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (owner, id)
  );
  COMMENT ON TABLE events.chunk IS 'points of one curve as columns; level 0 as they arrived, 1 compacted';
  COMMENT ON COLUMN events.chunk.written IS 'place in the order of writing when it differs from id: the newest id it was made of';

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
  COMMENT ON TABLE events.record IS 'vectors, images, plots: one row an identity';

  CREATE TABLE events.log (
    owner text COLLATE "C" NOT NULL,
    "timestamp" bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    iter bigint,
    metric text COLLATE "C" NOT NULL,
    variant text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    worker text,
    level text,
    msg text,
    raw_msg bytea,
    extra text,
    PRIMARY KEY (owner, "timestamp", id)
  );
  COMMENT ON COLUMN events.log.raw_msg IS 'the message as UTF-8 where a text cannot hold it (NUL)';

  CREATE FUNCTION events.lock_key(owner text) RETURNS integer IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN hashtext(owner) & 63;

  CREATE FUNCTION events.append(
    c_owner text[], c_metric text[], c_variant text[], c_key text[], c_ascending boolean[], c_points integer[],
    c_min_iter bigint[], c_max_iter bigint[], c_min_timestamp bigint[], c_max_timestamp bigint[],
    c_start integer[], c_length integer[], c_data bytea,
    r_owner text[], r_kind smallint[], r_identity uuid[], r_iter bigint[], r_timestamp bigint[], r_metric text[],
    r_variant text[], r_key text[], r_worker text[], r_url text[], r_extra text[],
    r_start integer[], r_length integer[], r_data bytea,
    l_owner text[], l_iter bigint[], l_timestamp bigint[], l_metric text[], l_variant text[], l_key text[],
    l_worker text[], l_level text[], l_msg text[], l_extra text[], l_raw bytea[]
  ) RETURNS void LANGUAGE plpgsql AS $body$
  BEGIN
    PERFORM pg_advisory_xact_lock_shared(${LOCKS.gate}, lock.key) FROM (
      SELECT DISTINCT events.lock_key(owner) AS key FROM unnest(c_owner || r_owner || l_owner) AS owner ORDER BY key
    ) AS lock;
    IF cardinality(c_owner) > 0 THEN
      INSERT INTO events.chunk (owner, metric, variant, key, level, ascending, points, min_iter, max_iter,
        min_timestamp, max_timestamp, data)
      SELECT owner, metric, variant, key, 0, ascending, points, min_iter, max_iter, min_timestamp, max_timestamp,
        substr(c_data, start, length)
      FROM unnest(c_owner, c_metric, c_variant, c_key, c_ascending, c_points, c_min_iter, c_max_iter,
        c_min_timestamp, c_max_timestamp, c_start, c_length) WITH ORDINALITY
        AS row (owner, metric, variant, key, ascending, points, min_iter, max_iter, min_timestamp, max_timestamp,
          start, length, place)
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
    IF cardinality(l_owner) > 0 THEN
      INSERT INTO events.log (owner, iter, "timestamp", metric, variant, key, worker, level, msg, extra, raw_msg)
      SELECT owner, iter, stamp, metric, variant, key, worker, level, msg, extra, raw
      FROM unnest(l_owner, l_iter, l_timestamp, l_metric, l_variant, l_key, l_worker, l_level, l_msg, l_extra, l_raw)
        WITH ORDINALITY AS row (owner, iter, stamp, metric, variant, key, worker, level, msg, extra, raw, place)
      ORDER BY place;
    END IF;
  END $body$;

  CREATE FUNCTION events.replace_chunks(
    of_owner text, of_metric text, of_variant text, of_key text, of_written bigint, old_ids bigint[],
    c_points integer[], c_min_iter bigint[], c_max_iter bigint[], c_min_timestamp bigint[], c_max_timestamp bigint[],
    c_start integer[], c_length integer[], c_data bytea
  ) RETURNS boolean LANGUAGE plpgsql AS $body$
  BEGIN
    PERFORM pg_advisory_xact_lock(${LOCKS.pieces}, events.lock_key(of_owner));
    IF (SELECT count(*) FROM events.chunk WHERE owner = of_owner AND id = ANY (old_ids)) <> cardinality(old_ids) THEN
      RETURN false;
    END IF;
    DELETE FROM events.chunk WHERE owner = of_owner AND id = ANY (old_ids);
    INSERT INTO events.chunk (owner, metric, variant, key, written, level, ascending, points, min_iter, max_iter,
      min_timestamp, max_timestamp, data)
    SELECT of_owner, of_metric, of_variant, of_key, of_written, 1, true, points, min_iter, max_iter,
      min_timestamp, max_timestamp, substr(c_data, start, length)
    FROM unnest(c_points, c_min_iter, c_max_iter, c_min_timestamp, c_max_timestamp, c_start, c_length) WITH ORDINALITY
      AS row (points, min_iter, max_iter, min_timestamp, max_timestamp, start, length, place)
    ORDER BY place;
    RETURN true;
  END $body$;
  `,
];

/**
 * Brings the schema to this version; processes that start together wait for each other.
 * @throws Error when a newer version has been here.
 */
export async function upgradeSchema(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1, 0)", [LOCKS.upgrade]);
    await client.query(`
      CREATE SCHEMA IF NOT EXISTS events;
      CREATE TABLE IF NOT EXISTS events.step (number integer PRIMARY KEY, done_at timestamptz NOT NULL DEFAULT now())`);
    const { rows } = await client.query<{ number: number }>(
      "SELECT coalesce(max(number), 0) AS number FROM events.step",
    );
    const done = rows[0]?.number ?? 0;
    if (done > steps.length) {
      throw new Error(`the event store was upgraded by a newer version (step ${done}); this one knows ${steps.length}`);
    }
    for (const [index, step] of steps.entries()) {
      if (index < done) continue;
      await client.query(step);
      await client.query("INSERT INTO events.step (number) VALUES ($1)", [index + 1]);
    }
    await client.query("COMMIT");
    client.release();
  } catch (error) {
    // Closing the connection rolls back, whatever state it is in.
    client.release(true);
    throw error;
  }
}
