-- What the Prisma schema cannot say; `npm run migration` puts it at the end of the migration.

-- Sorts numbers inside texts by their value and letters without their case ("run 2" before "Run 10"), as people expect of names
-- (wire-protocol §6, numeric collation). Digit runs are padded to 20 places. In plain SQL since not every PostgreSQL has ICU.
CREATE FUNCTION natural_key(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(regexp_replace(lower(value), '[0-9]+', '00000000000000000000\&', 'g'), '0*([0-9]{20,})', '\1', 'g') COLLATE "C";
