-- What the Prisma schema cannot say; `npm run migration` puts it at the end of the migration.

-- Sorts numbers inside texts by their value and letters without their case ("run 2" before "Run 10"), as people expect of names
-- (wire-protocol §6, numeric collation). Digit runs are padded to 20 places. In plain SQL since not every PostgreSQL has ICU.
CREATE FUNCTION natural_key(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
  WHEN value ~ '^[0-9]{1,20}$' THEN lpad(value, 20, '0')
  WHEN value !~ '[0-9]' THEN lower(value)
  ELSE regexp_replace(regexp_replace(lower(value), '[0-9]+', '00000000000000000000\&', 'g'), '0*([0-9]{20,})', '\1', 'g')
END COLLATE "C";

-- The words of tasks, models, projects and queues for search_text (wire-protocol §6.4), kept by triggers that fire only when a text changes: an
-- update of last_update must not parse texts again. Signs become blanks first, so that "train.py" is found by "train". Ids are words.
CREATE FUNCTION search_plain(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(coalesce(value, ''), '[^[:alnum:]]+', ' ', 'g');

CREATE FUNCTION search_weighted(value text, weight "char") RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector('english'::regconfig, left(search_plain(value), 200000)), weight);

CREATE FUNCTION search_id(value text, weight "char") RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value <> '' THEN setweight(array_to_tsvector(ARRAY[lower(value)]), weight) ELSE ''::tsvector END;

CREATE TABLE search_words (owner text PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX search_words_words ON search_words USING gin (words);

CREATE FUNCTION search_words_keep(id text, words tsvector) RETURNS void LANGUAGE sql
BEGIN ATOMIC
  INSERT INTO search_words (owner, words) VALUES (id, words) ON CONFLICT (owner) DO UPDATE SET words = excluded.words;
END;

CREATE FUNCTION tasks_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_words_keep(NEW.id,
    search_id(NEW.id, 'A') || search_weighted(NEW.name, 'A') || search_weighted(NEW.comment, 'A') || search_weighted(NEW.report, 'A')
    || search_weighted(NEW.script ->> 'repository', 'D') || search_weighted(NEW.script ->> 'entry_point', 'D'));
  RETURN NULL;
END $$;
CREATE TRIGGER tasks_search_insert AFTER INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION tasks_search();
CREATE TRIGGER tasks_search_update AFTER UPDATE OF id, name, comment, report, script ON tasks FOR EACH ROW
WHEN ((NEW.name, NEW.comment, NEW.report) IS DISTINCT FROM (OLD.name, OLD.comment, OLD.report)
  OR (NEW.script -> 'repository', NEW.script -> 'entry_point') IS DISTINCT FROM (OLD.script -> 'repository', OLD.script -> 'entry_point'))
EXECUTE FUNCTION tasks_search();

CREATE FUNCTION models_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_words_keep(NEW.id,
    search_id(NEW.id, 'A') || search_weighted(NEW.name, 'A') || search_weighted(NEW.comment, 'A')
    || search_id(NEW.parent, 'B') || search_id(NEW.task, 'C') || search_id(NEW.project, 'C'));
  RETURN NULL;
END $$;
CREATE TRIGGER models_search_insert AFTER INSERT ON models FOR EACH ROW EXECUTE FUNCTION models_search();
CREATE TRIGGER models_search_update AFTER UPDATE OF name, comment, parent, task, project ON models FOR EACH ROW
WHEN ((NEW.name, NEW.comment, NEW.parent, NEW.task, NEW.project) IS DISTINCT FROM (OLD.name, OLD.comment, OLD.parent, OLD.task, OLD.project))
EXECUTE FUNCTION models_search();

CREATE FUNCTION projects_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_words_keep(NEW.id, search_id(NEW.id, 'A') || search_weighted(NEW.name, 'A') || search_weighted(NEW.description, 'A'));
  RETURN NULL;
END $$;
CREATE TRIGGER projects_search_insert AFTER INSERT ON projects FOR EACH ROW EXECUTE FUNCTION projects_search();
CREATE TRIGGER projects_search_update AFTER UPDATE OF name, description ON projects FOR EACH ROW
WHEN ((NEW.name, NEW.description) IS DISTINCT FROM (OLD.name, OLD.description))
EXECUTE FUNCTION projects_search();

CREATE FUNCTION queues_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_words_keep(NEW.id, search_id(NEW.id, 'A') || search_weighted(NEW.name, 'A') || search_weighted(NEW.display_name, 'A'));
  RETURN NULL;
END $$;
CREATE TRIGGER queues_search_insert AFTER INSERT ON queues FOR EACH ROW EXECUTE FUNCTION queues_search();
CREATE TRIGGER queues_search_update AFTER UPDATE OF name, display_name ON queues FOR EACH ROW
WHEN ((NEW.name, NEW.display_name) IS DISTINCT FROM (OLD.name, OLD.display_name))
EXECUTE FUNCTION queues_search();

CREATE FUNCTION search_words_drop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM search_words WHERE owner = OLD.id;
  RETURN NULL;
END $$;
CREATE TRIGGER tasks_search_delete AFTER DELETE ON tasks FOR EACH ROW EXECUTE FUNCTION search_words_drop();
CREATE TRIGGER models_search_delete AFTER DELETE ON models FOR EACH ROW EXECUTE FUNCTION search_words_drop();
CREATE TRIGGER projects_search_delete AFTER DELETE ON projects FOR EACH ROW EXECUTE FUNCTION search_words_drop();
CREATE TRIGGER queues_search_delete AFTER DELETE ON queues FOR EACH ROW EXECUTE FUNCTION search_words_drop();
