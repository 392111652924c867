-- Made by `npm run migration` from prisma/schema and prisma/extras.sql; not edited by hand.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "service_agents" (
    "company" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "held_until" TIMESTAMPTZ(6) NOT NULL,
    "engine" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "queues" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "slots" INTEGER NOT NULL,
    "running" INTEGER NOT NULL,
    "updated" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "service_agents_pkey" PRIMARY KEY ("company","name")
);

-- CreateTable
CREATE TABLE "service_runs" (
    "id" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "queue" TEXT NOT NULL,
    "claimed" TIMESTAMPTZ(6) NOT NULL,
    "started" TIMESTAMPTZ(6),
    "stop_asked" TIMESTAMPTZ(6),
    "ended" TIMESTAMPTZ(6),
    "removed" TIMESTAMPTZ(6),

    CONSTRAINT "service_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "scrolls" (
    "id" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "user" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "scrolls_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "models" (
    "id" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "company_origin" TEXT,
    "user" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parent" TEXT,
    "project" TEXT,
    "created" TIMESTAMPTZ(6) NOT NULL,
    "task" TEXT,
    "comment" TEXT,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "system_tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "uri" TEXT,
    "framework" TEXT,
    "design" JSONB NOT NULL DEFAULT '{}',
    "labels" JSONB NOT NULL DEFAULT '{}',
    "ready" BOOLEAN NOT NULL DEFAULT false,
    "last_update" TIMESTAMPTZ(6),
    "last_change" TIMESTAMPTZ(6),
    "last_changed_by" TEXT,
    "last_iteration" BIGINT NOT NULL DEFAULT 0,
    "ui_cache" JSONB,

    CONSTRAINT "models_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_metadata" (
    "model" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "type" TEXT,
    "value" TEXT,

    CONSTRAINT "model_metadata_pkey" PRIMARY KEY ("model","key")
);

-- CreateTable
CREATE TABLE "task_usages" (
    "task" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "project" TEXT NOT NULL,
    "queue" TEXT NOT NULL,
    "user" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "duration" DOUBLE PRECISION NOT NULL,
    "cpu_usage" DOUBLE PRECISION NOT NULL,
    "gpu_usage" DOUBLE PRECISION NOT NULL,
    "cpu_artificial" BOOLEAN NOT NULL,
    "gpu_artificial" BOOLEAN NOT NULL,

    CONSTRAINT "task_usages_pkey" PRIMARY KEY ("task","day","project","queue")
);

-- CreateTable
CREATE TABLE "projects" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "basename" TEXT NOT NULL,
    "description" TEXT,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "system_tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "default_output_destination" TEXT,
    "user" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "company_origin" TEXT,
    "parent" TEXT,
    "path" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created" TIMESTAMPTZ(6) NOT NULL,
    "last_update" TIMESTAMPTZ(6),
    "featured" INTEGER NOT NULL DEFAULT 9999,
    "logo_url" TEXT,
    "logo_blob" TEXT,

    CONSTRAINT "projects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "project_hyperparams" (
    "project" TEXT NOT NULL,
    "section" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "project_hyperparams_pkey" PRIMARY KEY ("project","section","name")
);

-- CreateTable
CREATE TABLE "project_metrics" (
    "project" TEXT NOT NULL,
    "of_models" BOOLEAN NOT NULL,
    "metric_hash" TEXT NOT NULL,
    "variant_hash" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "variant" TEXT NOT NULL,

    CONSTRAINT "project_metrics_pkey" PRIMARY KEY ("project","of_models","metric_hash","variant_hash")
);

-- CreateTable
CREATE TABLE "queues" (
    "id" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "user" TEXT,
    "name" TEXT NOT NULL,
    "display_name" TEXT,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "system_tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created" TIMESTAMPTZ(6) NOT NULL,
    "last_update" TIMESTAMPTZ(6),

    CONSTRAINT "queues_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "queue_metadata" (
    "queue" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "type" TEXT,
    "value" TEXT,

    CONSTRAINT "queue_metadata_pkey" PRIMARY KEY ("queue","key")
);

-- CreateTable
CREATE TABLE "queue_entries" (
    "queue" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "added" TIMESTAMPTZ(6) NOT NULL,
    "position" BIGSERIAL NOT NULL,

    CONSTRAINT "queue_entries_pkey" PRIMARY KEY ("queue","task")
);

-- CreateTable
CREATE TABLE "queue_samples" (
    "id" BIGSERIAL NOT NULL,
    "queue" TEXT NOT NULL,
    "time" TIMESTAMPTZ(6) NOT NULL,
    "waiting_time" DOUBLE PRECISION NOT NULL,
    "length" INTEGER NOT NULL,

    CONSTRAINT "queue_samples_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "serving_containers" (
    "company" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "user" TEXT NOT NULL,
    "ip" TEXT,
    "endpoint_name" TEXT NOT NULL,
    "endpoint_url" TEXT,
    "model_name" TEXT NOT NULL,
    "model_source" TEXT,
    "model_version" TEXT,
    "preprocess_artifact" TEXT,
    "input_type" TEXT,
    "input_size" TEXT,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "system_tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "reference" JSONB NOT NULL DEFAULT '[]',
    "register_time" TIMESTAMPTZ(6) NOT NULL,
    "register_timeout" INTEGER NOT NULL,
    "last_activity_time" TIMESTAMPTZ(6) NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "uptime_sec" DOUBLE PRECISION,
    "requests_num" DOUBLE PRECISION,
    "requests_min" DOUBLE PRECISION,
    "latency_ms" DOUBLE PRECISION,
    "cpu_count" INTEGER NOT NULL DEFAULT 0,
    "gpu_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "serving_containers_pkey" PRIMARY KEY ("company","id")
);

-- CreateTable
CREATE TABLE "serving_histories" (
    "owner" TEXT NOT NULL,
    "last_report" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "serving_histories_pkey" PRIMARY KEY ("owner")
);

-- CreateTable
CREATE TABLE "storage_settings" (
    "company" TEXT NOT NULL,
    "aws" BYTEA,
    "google" BYTEA,
    "azure" BYTEA,
    "last_update" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "storage_settings_pkey" PRIMARY KEY ("company")
);

-- CreateTable
CREATE TABLE "storage_counts" (
    "id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "started" TIMESTAMPTZ(6) NOT NULL,
    "finished" TIMESTAMPTZ(6),

    CONSTRAINT "storage_counts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "storage_usages" (
    "count" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "items" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "storage_usages_pkey" PRIMARY KEY ("count","owner","kind")
);

-- CreateTable
CREATE TABLE "storage_policies" (
    "company" TEXT NOT NULL,
    "policies" JSONB NOT NULL,
    "changed" TIMESTAMPTZ(6) NOT NULL,
    "changed_by" TEXT NOT NULL,

    CONSTRAINT "storage_policies_pkey" PRIMARY KEY ("company")
);

-- CreateTable
CREATE TABLE "retention_runs" (
    "id" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "user" TEXT,
    "created" TIMESTAMPTZ(6) NOT NULL,
    "finished" TIMESTAMPTZ(6),
    "policies" JSONB NOT NULL,
    "at_policy" TEXT NOT NULL DEFAULT '',
    "after_task" TEXT NOT NULL DEFAULT '',
    "results" JSONB NOT NULL DEFAULT '{}',
    "error" TEXT,

    CONSTRAINT "retention_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tasks" (
    "id" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "company_origin" TEXT,
    "user" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "status_message" TEXT,
    "status_changed" TIMESTAMPTZ(6),
    "enqueue_status" TEXT,
    "comment" TEXT,
    "report" TEXT,
    "report_assets" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created" TIMESTAMPTZ(6) NOT NULL,
    "started" TIMESTAMPTZ(6),
    "completed" TIMESTAMPTZ(6),
    "published" TIMESTAMPTZ(6),
    "active_duration" INTEGER,
    "parent" TEXT,
    "project" TEXT,
    "output" JSONB NOT NULL DEFAULT '{}',
    "execution" JSONB NOT NULL DEFAULT '{}',
    "execution_queue" TEXT,
    "script" JSONB,
    "container" JSONB NOT NULL DEFAULT '{}',
    "runtime" JSONB NOT NULL DEFAULT '{}',
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "system_tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "last_worker" TEXT,
    "last_worker_report" TIMESTAMPTZ(6),
    "last_update" TIMESTAMPTZ(6),
    "last_change" TIMESTAMPTZ(6),
    "last_changed_by" TEXT,
    "last_iteration" BIGINT NOT NULL DEFAULT 0,
    "metric_stats" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_hyperparams" (
    "task" TEXT NOT NULL,
    "section" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT,
    "type" TEXT,
    "description" TEXT,

    CONSTRAINT "task_hyperparams_pkey" PRIMARY KEY ("task","section","name")
);

-- CreateTable
CREATE TABLE "task_configuration" (
    "task" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT,
    "type" TEXT,
    "description" TEXT,

    CONSTRAINT "task_configuration_pkey" PRIMARY KEY ("task","name")
);

-- CreateTable
CREATE TABLE "task_artifacts" (
    "task" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "type" TEXT,
    "uri" TEXT,
    "hash" TEXT,
    "content_size" BIGINT,
    "timestamp" BIGINT,
    "type_data" JSONB,
    "display_data" JSONB,

    CONSTRAINT "task_artifacts_pkey" PRIMARY KEY ("task","key","mode")
);

-- CreateTable
CREATE TABLE "task_models" (
    "task" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "updated" TIMESTAMPTZ(6),

    CONSTRAINT "task_models_pkey" PRIMARY KEY ("task","type","position")
);

-- CreateTable
CREATE TABLE "last_metrics" (
    "owner" TEXT NOT NULL,
    "metric_hash" TEXT NOT NULL,
    "variant_hash" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "min_value" DOUBLE PRECISION,
    "min_value_iteration" BIGINT,
    "max_value" DOUBLE PRECISION,
    "max_value_iteration" BIGINT,
    "first_value" DOUBLE PRECISION,
    "first_value_iteration" BIGINT,
    "mean_value" DOUBLE PRECISION,
    "count" BIGINT,
    "x_axis_label" TEXT,
    "sum_value" DOUBLE PRECISION,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "last_metrics_pkey" PRIMARY KEY ("owner","metric_hash","variant_hash")
);

-- CreateTable
CREATE TABLE "trashed_tasks" (
    "id" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "trashed" TIMESTAMPTZ(6) NOT NULL,
    "document" JSONB NOT NULL,

    CONSTRAINT "trashed_tasks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "file_deletions" (
    "id" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "user" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "storage" TEXT NOT NULL,
    "created" TIMESTAMPTZ(6) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt" TIMESTAMPTZ(6) NOT NULL,
    "last_error" TEXT,

    CONSTRAINT "file_deletions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "companies" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "companies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "given_name" TEXT,
    "family_name" TEXT,
    "avatar" TEXT,
    "email" TEXT,
    "role" TEXT NOT NULL,
    "created" TIMESTAMPTZ(6) NOT NULL,
    "preferences" JSONB NOT NULL DEFAULT '{}',
    "username" TEXT,
    "password_hash" TEXT,
    "password_changed" TIMESTAMPTZ(6),
    "is_internal" BOOLEAN NOT NULL DEFAULT false,
    "disabled_at" TIMESTAMPTZ(6),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credentials" (
    "access_key" TEXT NOT NULL,
    "user" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "label" TEXT,
    "created" TIMESTAMPTZ(6) NOT NULL,
    "last_used" TIMESTAMPTZ(6),
    "last_used_from" TEXT,

    CONSTRAINT "credentials_pkey" PRIMARY KEY ("access_key")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "user" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "access_key" TEXT,
    "password_of" TEXT,
    "password_changed" TIMESTAMPTZ(6),
    "parent" TEXT,
    "run" TEXT,
    "created" TIMESTAMPTZ(6) NOT NULL,
    "expires_at" TIMESTAMPTZ(6),
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "login_attempts" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "succeeded" TIMESTAMPTZ(6),
    "updated" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "login_attempts_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "workers" (
    "company" TEXT NOT NULL,
    "user" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "ip" TEXT,
    "register_time" TIMESTAMPTZ(6) NOT NULL,
    "register_timeout" INTEGER NOT NULL,
    "last_activity_time" TIMESTAMPTZ(6) NOT NULL,
    "last_report_time" TIMESTAMPTZ(6),
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "queues" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "queue" TEXT,
    "task" TEXT,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "system_tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "resources" JSONB,

    CONSTRAINT "workers_pkey" PRIMARY KEY ("company","user","id")
);

-- CreateIndex
CREATE INDEX "service_runs_agent_removed_idx" ON "service_runs"("agent", "removed");

-- CreateIndex
CREATE INDEX "service_runs_task_idx" ON "service_runs"("task");

-- CreateIndex
CREATE INDEX "scrolls_expires_at_idx" ON "scrolls"("expires_at");

-- CreateIndex
CREATE INDEX "models_company_project_last_update_idx" ON "models"("company", "project", "last_update" DESC);

-- CreateIndex
CREATE INDEX "models_task_idx" ON "models"("task");

-- CreateIndex
CREATE INDEX "models_uri_idx" ON "models"("uri");

-- CreateIndex
CREATE INDEX "task_usages_project_day_idx" ON "task_usages"("project", "day");

-- CreateIndex
CREATE INDEX "projects_parent_idx" ON "projects"("parent");

-- CreateIndex
CREATE INDEX "projects_path_idx" ON "projects" USING GIN ("path");

-- CreateIndex
CREATE UNIQUE INDEX "projects_company_name_key" ON "projects"("company", "name");

-- CreateIndex
CREATE UNIQUE INDEX "queues_company_name_key" ON "queues"("company", "name");

-- CreateIndex
CREATE INDEX "queue_entries_queue_position_idx" ON "queue_entries"("queue", "position");

-- CreateIndex
CREATE INDEX "queue_entries_task_idx" ON "queue_entries"("task");

-- CreateIndex
CREATE INDEX "queue_samples_queue_time_idx" ON "queue_samples"("queue", "time");

-- CreateIndex
CREATE INDEX "serving_containers_company_endpoint_url_idx" ON "serving_containers"("company", "endpoint_url");

-- CreateIndex
CREATE INDEX "serving_containers_expires_at_idx" ON "serving_containers"("expires_at");

-- CreateIndex
CREATE INDEX "retention_runs_company_created_idx" ON "retention_runs"("company", "created");

-- CreateIndex
CREATE INDEX "tasks_project_last_update_idx" ON "tasks"("project", "last_update");

-- CreateIndex
CREATE INDEX "tasks_last_update_idx" ON "tasks"("last_update");

-- CreateIndex
CREATE INDEX "tasks_tags_idx" ON "tasks" USING GIN ("tags");

-- CreateIndex
CREATE INDEX "tasks_parent_idx" ON "tasks"("parent");

-- CreateIndex
CREATE INDEX "tasks_execution_queue_idx" ON "tasks"("execution_queue");

-- CreateIndex
CREATE INDEX "tasks_status_last_update_idx" ON "tasks"("status", "last_update");

-- CreateIndex
CREATE INDEX "tasks_name_idx" ON "tasks" USING GIN ("name" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "task_models_model_idx" ON "task_models"("model");

-- CreateIndex
CREATE INDEX "last_metrics_metric_hash_variant_hash_value_idx" ON "last_metrics"("metric_hash", "variant_hash", "value");

-- CreateIndex
CREATE INDEX "file_deletions_next_attempt_idx" ON "file_deletions"("next_attempt");

-- CreateIndex
CREATE UNIQUE INDEX "users_username_key" ON "users"("username");

-- CreateIndex
CREATE UNIQUE INDEX "users_company_email_key" ON "users"("company", "email");

-- CreateIndex
CREATE INDEX "credentials_user_idx" ON "credentials"("user");

-- CreateIndex
CREATE INDEX "sessions_user_idx" ON "sessions"("user");

-- CreateIndex
CREATE INDEX "sessions_access_key_idx" ON "sessions"("access_key");

-- CreateIndex
CREATE INDEX "sessions_parent_idx" ON "sessions"("parent");

-- CreateIndex
CREATE INDEX "sessions_run_idx" ON "sessions"("run");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- What the Prisma schema cannot say; `npm run migration` puts it at the end of the migration.

-- Sorts numbers inside texts by their value and letters without their case ("run 2" before "Run 10"), as people expect of names
-- (wire-protocol §6, numeric collation). Digit runs are padded to 20 places. In plain SQL since not every PostgreSQL has ICU. What differs only
-- after 400 characters counts as the same, so that an index can hold it.
CREATE FUNCTION natural_key(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN left(CASE
  WHEN value ~ '^[0-9]{1,20}$' THEN lpad(value, 20, '0')
  WHEN value !~ '[0-9]' THEN lower(left(value, 400))
  ELSE regexp_replace(regexp_replace(lower(left(value, 400)), '[0-9]+', '00000000000000000000\&', 'g'), '0*([0-9]{20,})', '\1', 'g')
END, 400) COLLATE "C";

-- Texts among parameters (wire-protocol §6.5) by their value where they are decimal numbers as people and programs write them, short enough for any
-- exponent to stay within a double; missing ones before all numbers, words behind them.
CREATE FUNCTION is_number(value text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN value ~* '^[+-]?([0-9]{1,100}[.]?[0-9]{0,100}|[.][0-9]{1,100})(e[+-]?[0-9]{1,2})?$';

CREATE FUNCTION number_key(value text) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN coalesce(value, '') = '' THEN '-infinity' WHEN is_number(value) THEN value::float8 ELSE 'infinity' END;

-- The order of those that are no numbers; it costs too much to be asked of every number.
CREATE FUNCTION word_key(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN is_number(value) THEN '' ELSE natural_key(value) END COLLATE "C";

-- All that the counts of projects and of the search ask of a task (wire-protocol §11, §12), so that they read a tenth of its row.
CREATE INDEX tasks_counted ON tasks (project, status)
INCLUDE (company, type, "user", system_tags, active_duration, started, completed);

-- For orders by a hyperparameter.
CREATE INDEX task_hyperparams_sorted ON task_hyperparams (section, name, number_key(value), word_key(value));

-- The names of hyperparameters and metrics in a project (project_hyperparams, project_metrics): added when a task gets them or comes into the project.
-- They are added in order, so that two tasks with the same new names never wait for each other in a circle.
CREATE FUNCTION project_hyperparams_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO project_hyperparams (project, section, name)
  SELECT DISTINCT coalesce(t.project, ''), a.section, a.name FROM added AS a JOIN tasks AS t ON t.id = a.task ORDER BY 1, 2, 3
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER project_hyperparams_add AFTER INSERT ON task_hyperparams REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION project_hyperparams_add();

CREATE FUNCTION project_metrics_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- most batches of events bring values of known metrics only
  IF NOT EXISTS (SELECT FROM added) THEN RETURN NULL; END IF;
  INSERT INTO project_metrics (project, of_models, metric_hash, variant_hash, metric, variant)
  SELECT DISTINCT coalesce(o.project, ''), o.model, a.metric_hash, a.variant_hash, a.metric, a.variant
  FROM added AS a, LATERAL (
    SELECT t.project, false AS model FROM tasks AS t WHERE t.id = a.owner
    UNION ALL SELECT m.project, true FROM models AS m WHERE m.id = a.owner) AS o
  ORDER BY 1, 2, 3, 4
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER project_metrics_add AFTER INSERT ON last_metrics REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION project_metrics_add();

CREATE FUNCTION project_names_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO project_hyperparams (project, section, name)
  SELECT coalesce(NEW.project, ''), p.section, p.name FROM task_hyperparams AS p WHERE p.task = NEW.id ORDER BY 2, 3
  ON CONFLICT DO NOTHING;
  INSERT INTO project_metrics (project, of_models, metric_hash, variant_hash, metric, variant)
  SELECT coalesce(NEW.project, ''), TG_TABLE_NAME = 'models', l.metric_hash, l.variant_hash, l.metric, l.variant
  FROM last_metrics AS l WHERE l.owner = NEW.id ORDER BY 3, 4
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER tasks_names_follow AFTER UPDATE OF project ON tasks FOR EACH ROW
WHEN (NEW.project IS DISTINCT FROM OLD.project) EXECUTE FUNCTION project_names_follow();
CREATE TRIGGER models_names_follow AFTER UPDATE OF project ON models FOR EACH ROW
WHEN (NEW.project IS DISTINCT FROM OLD.project) EXECUTE FUNCTION project_names_follow();

CREATE FUNCTION project_names_drop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM project_hyperparams WHERE project = OLD.id;
  DELETE FROM project_metrics WHERE project = OLD.id;
  RETURN NULL;
END $$;
CREATE TRIGGER project_names_drop AFTER DELETE ON projects FOR EACH ROW EXECUTE FUNCTION project_names_drop();

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

-- What a batch of events changes beside the events (wire-protocol §7.6, §8.1), in one call with plans that the connection keeps.
-- owners: [{id, model, iter, stats}], pairs: [{owner, metric_hash, …}] of a batch; most: pairs an owner may have, more are passed over.
-- Returns the owners that are gone. Owners are locked in order of id, so that two batches never wait for each other in a circle.
CREATE FUNCTION count_events(at timestamptz, owners json, pairs json, most integer) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  present text[];
BEGIN
  SELECT array_agg(locked.id) INTO present FROM (
    SELECT t.id FROM tasks AS t
    WHERE t.id = ANY (ARRAY(SELECT o.id FROM json_to_recordset(owners) AS o (id text, model boolean) WHERE NOT o.model))
    ORDER BY t.id FOR NO KEY UPDATE) AS locked;
  SELECT coalesce(present, '{}') || coalesce(array_agg(locked.id), '{}') INTO present FROM (
    SELECT m.id FROM models AS m
    WHERE m.id = ANY (ARRAY(SELECT o.id FROM json_to_recordset(owners) AS o (id text, model boolean) WHERE o.model))
    ORDER BY m.id FOR NO KEY UPDATE) AS locked;

  UPDATE tasks AS t
  SET last_update = at, last_iteration = greatest(t.last_iteration, o.iter), metric_stats = o.stats,
    active_duration = CASE WHEN t.status = 'in_progress' AND t.started IS NOT NULL
      THEN greatest(least(extract(epoch FROM at - t.started), 2147483647), 0)::integer ELSE t.active_duration END
  FROM json_to_recordset(owners) AS o (id text, model boolean, iter bigint, stats jsonb)
  WHERE t.id = o.id AND NOT o.model;
  UPDATE models AS m SET last_update = at, last_iteration = greatest(m.last_iteration, o.iter)
  FROM json_to_recordset(owners) AS o (id text, model boolean, iter bigint)
  WHERE m.id = o.id AND o.model;

  WITH pair AS MATERIALIZED (
    SELECT p.*, EXISTS (
      SELECT FROM last_metrics AS l
      WHERE l.owner = p.owner AND l.metric_hash = p.metric_hash AND l.variant_hash = p.variant_hash
    ) AS known
    FROM ROWS FROM (json_to_recordset(pairs) AS (
      owner text, metric_hash text, variant_hash text, metric text, variant text, value float8, min_value float8,
      min_value_iteration bigint, max_value float8, max_value_iteration bigint, first_value float8,
      first_value_iteration bigint, sum_value float8, count bigint, x_axis_label text
    )) WITH ORDINALITY AS p (
      owner, metric_hash, variant_hash, metric, variant, value, min_value, min_value_iteration, max_value,
      max_value_iteration, first_value, first_value_iteration, sum_value, count, x_axis_label, place)
    WHERE p.owner = ANY (present)
  ), room AS (
    SELECT fresh.owner, (SELECT count(*) FROM last_metrics AS l WHERE l.owner = fresh.owner) AS taken
    FROM (SELECT DISTINCT pair.owner FROM pair WHERE NOT pair.known) AS fresh
  ), placed AS (
    SELECT pair.*, room.taken + row_number() OVER (PARTITION BY pair.owner, pair.known ORDER BY pair.place) AS position
    FROM pair LEFT JOIN room ON room.owner = pair.owner AND NOT pair.known
  )
  INSERT INTO last_metrics AS l (owner, metric_hash, variant_hash, metric, variant, value, min_value, min_value_iteration, max_value,
    max_value_iteration, first_value, first_value_iteration, sum_value, mean_value, count, x_axis_label, position)
  SELECT n.owner, n.metric_hash, n.variant_hash, n.metric, n.variant, n.value, n.min_value, n.min_value_iteration, n.max_value,
    n.max_value_iteration, n.first_value, n.first_value_iteration, n.sum_value, round(n.sum_value::numeric / n.count, 2), n.count,
    n.x_axis_label, coalesce(n.position, 0)
  FROM placed AS n WHERE n.known OR n.position <= most
  ON CONFLICT (owner, metric_hash, variant_hash) DO UPDATE SET
    value = excluded.value,
    min_value = least(l.min_value, excluded.min_value),
    min_value_iteration = CASE WHEN l.min_value <= excluded.min_value THEN l.min_value_iteration ELSE excluded.min_value_iteration END,
    max_value = greatest(l.max_value, excluded.max_value),
    max_value_iteration = CASE WHEN l.max_value >= excluded.max_value THEN l.max_value_iteration ELSE excluded.max_value_iteration END,
    first_value = coalesce(l.first_value, excluded.first_value),
    first_value_iteration = CASE WHEN l.first_value IS NULL THEN excluded.first_value_iteration ELSE l.first_value_iteration END,
    sum_value = coalesce(l.sum_value, l.mean_value * l.count, 0) + excluded.sum_value,
    count = coalesce(l.count, 0) + excluded.count,
    mean_value = round((coalesce(l.sum_value, l.mean_value * l.count, 0) + excluded.sum_value)::numeric
      / (coalesce(l.count, 0) + excluded.count), 2),
    x_axis_label = coalesce(excluded.x_axis_label, l.x_axis_label);

  RETURN ARRAY(SELECT o.id FROM json_to_recordset(owners) AS o (id text) WHERE o.id <> ALL (present));
END $$;

-- Places in a queue (queue_entries.position): the end of every queue is the next number, and between two neighbours there is room for the
-- tasks that people move. 2^20 apart, 2^43 enqueues fit.
ALTER SEQUENCE queue_entries_position_seq INCREMENT BY 1048576;

-- What a token stands on, asked at every call of the server; in plpgsql, whose plans a connection keeps, it takes half the time. No person: the
-- account is gone. `live`: not logged out, and its key or password is the one that it was opened with, of an account that is not shut. What
-- the run of a task does, its code decides, which others may have written: it is never more than an ordinary user.
CREATE FUNCTION find_session(session text) RETURNS TABLE (
  "user" text, company text, role text, user_name text, company_name text, disabled boolean,
  access_key text, password_of text, password_changed timestamptz, run text, live boolean
) LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
  SELECT u.id, u.company, CASE WHEN s.run IS NULL OR u.role IN ('annotator', 'guest') THEN u.role ELSE 'user' END, u.name, c.name,
    u.disabled_at IS NOT NULL, s.access_key, s.password_of, s.password_changed, s.run,
    s.revoked_at IS NULL
    AND (s.access_key IS NULL OR EXISTS (
      SELECT FROM credentials AS k JOIN users AS o ON o.id = k."user" WHERE k.access_key = s.access_key AND o.disabled_at IS NULL))
    AND (s.password_of IS NULL OR EXISTS (
      SELECT FROM users AS o WHERE o.id = s.password_of AND o.password_changed = s.password_changed AND o.disabled_at IS NULL))
  FROM sessions AS s
  LEFT JOIN users AS u ON u.id = s."user" AND u.company = s.company
  LEFT JOIN companies AS c ON c.id = u.company
  WHERE s.id = session;
END $$;

-- Push (ARCHITECTURE.md, "Push"): the database tells the connection that changes a row which open pages show. INFO reaches the client whatever
-- client_min_messages says and is no part of the server's log; nothing is stored or locked by it, as NOTIFY would lock every commit against every
-- other. packages/db/src/told.ts hears it. The line: [kind, pace, company, id, projects], the projects being the one that it lies in and those above.
CREATE FUNCTION tell_change(kind text, pace text, company text, id text, projects text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE INFO USING ERRCODE = 'LP001', MESSAGE = json_build_array(kind, pace, company, id, coalesce(projects, '{}'))::text;
END $$;

CREATE FUNCTION project_line(project text) RETURNS text[] LANGUAGE sql STABLE
RETURN (SELECT p.path || p.id FROM projects AS p WHERE p.id = project);

-- Columns that batches of events, reports of workers and touchProjects write are in no list: the first is told of by events/ingest.ts, and the
-- others would tell of nothing that a page shows. packages/core/src/platform/changes/told.test.ts names them, so that no new column is forgotten.
CREATE FUNCTION tasks_tell() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moved boolean := TG_OP = 'UPDATE' AND (OLD.project, OLD.company) IS DISTINCT FROM (NEW.project, NEW.company);
BEGIN
  IF TG_OP = 'DELETE' OR moved THEN PERFORM tell_change('task', 'now', OLD.company, OLD.id, project_line(OLD.project)); END IF;
  IF TG_OP = 'DELETE' THEN RETURN NULL; END IF;
  PERFORM tell_change('task',
    CASE WHEN TG_OP = 'UPDATE' AND NOT moved AND (OLD.status, OLD.system_tags) IS NOT DISTINCT FROM (NEW.status, NEW.system_tags)
      THEN 'soon' ELSE 'now' END,
    NEW.company, NEW.id, project_line(NEW.project));
  RETURN NULL;
END $$;
CREATE TRIGGER tasks_tell AFTER INSERT OR DELETE OR UPDATE OF id, company, company_origin, "user", name, type, status, status_reason,
  status_message, status_changed, enqueue_status, comment, report, report_assets, created, started, completed, published, parent, project,
  output, execution, execution_queue, script, container, runtime, tags, system_tags, last_change, last_changed_by
ON tasks FOR EACH ROW EXECUTE FUNCTION tasks_tell();

CREATE FUNCTION models_tell() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moved boolean := TG_OP = 'UPDATE' AND (OLD.project, OLD.company) IS DISTINCT FROM (NEW.project, NEW.company);
BEGIN
  IF TG_OP = 'DELETE' OR moved THEN PERFORM tell_change('model', 'now', OLD.company, OLD.id, project_line(OLD.project)); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM tell_change('model', 'now', NEW.company, NEW.id, project_line(NEW.project)); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER models_tell AFTER INSERT OR DELETE OR UPDATE OF id, company, company_origin, "user", name, parent, project, created, task,
  comment, tags, system_tags, uri, framework, design, labels, ready, last_change, last_changed_by, ui_cache
ON models FOR EACH ROW EXECUTE FUNCTION models_tell();

CREATE FUNCTION projects_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (OLD.path, OLD.company) IS DISTINCT FROM (NEW.path, NEW.company)) THEN
    PERFORM tell_change('project', 'now', OLD.company, OLD.id, OLD.path || OLD.id);
  END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM tell_change('project', 'now', NEW.company, NEW.id, NEW.path || NEW.id); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER projects_tell AFTER INSERT OR DELETE OR UPDATE OF id, name, basename, description, tags, system_tags,
  default_output_destination, "user", company, company_origin, parent, path, created, featured, logo_url, logo_blob
ON projects FOR EACH ROW EXECUTE FUNCTION projects_tell();

CREATE FUNCTION queues_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_change('queue', 'now', coalesce(NEW.company, OLD.company), coalesce(NEW.id, OLD.id), NULL);
  RETURN NULL;
END $$;
CREATE TRIGGER queues_tell AFTER INSERT OR UPDATE OR DELETE ON queues FOR EACH ROW EXECUTE FUNCTION queues_tell();

CREATE FUNCTION queue_entries_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_change('queue', 'now', q.company, q.id, NULL) FROM queues AS q WHERE q.id IN (OLD.queue, NEW.queue);
  RETURN NULL;
END $$;
CREATE TRIGGER queue_entries_tell AFTER INSERT OR UPDATE OR DELETE ON queue_entries FOR EACH ROW EXECUTE FUNCTION queue_entries_tell();

CREATE FUNCTION workers_tell() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  same boolean := TG_OP = 'UPDATE' AND (OLD.task, OLD.queue, OLD.queues) IS NOT DISTINCT FROM (NEW.task, NEW.queue, NEW.queues);
BEGIN
  PERFORM tell_change('worker', CASE WHEN same THEN 'soon' ELSE 'now' END, coalesce(NEW.company, OLD.company), coalesce(NEW.id, OLD.id), NULL);
  RETURN NULL;
END $$;
CREATE TRIGGER workers_tell AFTER INSERT OR UPDATE OR DELETE ON workers FOR EACH ROW EXECUTE FUNCTION workers_tell();

CREATE FUNCTION service_agents_tell() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  same boolean := TG_OP = 'UPDATE' AND (OLD.state, OLD.reason, OLD.running) IS NOT DISTINCT FROM (NEW.state, NEW.reason, NEW.running);
BEGIN
  PERFORM tell_change('worker', CASE WHEN same THEN 'soon' ELSE 'now' END, coalesce(NEW.company, OLD.company), coalesce(NEW.name, OLD.name), NULL);
  RETURN NULL;
END $$;
CREATE TRIGGER service_agents_tell AFTER INSERT OR UPDATE OR DELETE ON service_agents FOR EACH ROW EXECUTE FUNCTION service_agents_tell();

-- Whoever is being pushed to is asked again who he is: the one of a session that ended, or everybody ('' for the id) when an account, a password
-- or a key did.
CREATE FUNCTION access_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'sessions' THEN PERFORM tell_change('access', 'now', OLD.company, OLD.id, NULL);
  ELSE PERFORM tell_change('access', 'now', OLD.company, '', NULL);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sessions_tell AFTER DELETE OR UPDATE OF revoked_at ON sessions FOR EACH ROW EXECUTE FUNCTION access_tell();
CREATE TRIGGER users_tell AFTER DELETE OR UPDATE OF company, role, password_changed, disabled_at ON users
FOR EACH ROW EXECUTE FUNCTION access_tell();
CREATE TRIGGER credentials_tell AFTER DELETE ON credentials FOR EACH ROW EXECUTE FUNCTION access_tell();
