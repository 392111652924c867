// Lists and statistics on a large install: one project with many tasks, 50 hyperparameters and 20 metrics each, beside 1,000 small projects. The rows
// go straight into the tables; what is measured goes through HTTP.
import pg from "pg";
import type { Stack } from "../scripts/stack";
import { Client, COMPANY, md5, WEB_PROJECTION } from "./load";
import { latencies } from "./measure";

/** Milliseconds that each call took, with few and with many tasks. */
export interface ScaleLine {
  readonly what: string;
  /** p95 at most, milliseconds, with many tasks; null for what nobody promised. */
  readonly aim: number | null;
  readonly few: readonly number[];
  readonly many: readonly number[];
}

const PROJECTS = 1000;
const CALLS = 40;

/** Measures every call with `few` tasks, adds the rest and measures again. @param tell is told what happens, since it takes minutes. */
export async function measureScale(
  stack: Stack,
  { few, many }: { few: number; many: number },
  tell: (what: string) => void,
): Promise<ScaleLine[]> {
  const client = await Client.login(stack.api_url, stack.user);
  const database = new pg.Client({ connectionString: stack.database_url });
  await database.connect();
  const load = async (first: number, last: number) => {
    const started = performance.now();
    await addTasks(database, first, last);
    tell(`${last.toLocaleString("en")} tasks are there after ${((performance.now() - started) / 1000).toFixed(0)} s`);
  };
  try {
    await addProjects(database, stack.user.id);
    await load(1, few);
    const before = await measureAll(client);
    await load(few + 1, many);
    const after = await measureAll(client);
    return QUESTIONS.map(({ what, aim }, index) => ({
      what,
      aim,
      few: before[index] ?? [],
      many: after[index] ?? [],
    }));
  } finally {
    await database.end();
  }
}

const BIG = md5("the big project");
const LOSS = `last_metrics.${md5("m0")}.${md5("train")}.value`;

/** A page of the web app's table of runs. */
const page = (conditions: Readonly<Record<string, unknown>>) => ({
  project: [BIG],
  scroll_id: null,
  size: 25,
  order_by: ["-last_update"],
  system_tags: ["__$not", "archived"],
  include_subprojects: true,
  only_fields: [...WEB_PROJECTION, LOSS],
  ...conditions,
});

interface Question {
  readonly what: string;
  readonly endpoint: string;
  readonly aim: number | null;
  readonly body: Readonly<Record<string, unknown>>;
}

const list = (what: string, conditions: Readonly<Record<string, unknown>>, aim: number | null = 100): Question => ({
  what: `tasks.get_all_ex, 25 ${what}`,
  endpoint: "tasks.get_all_ex",
  aim,
  body: page(conditions),
});

const QUESTIONS: readonly Question[] = [
  list("by last_update", {}),
  list("by last_update, of all projects", { project: [] }),
  list("by name", { order_by: ["name"] }, null),
  list("by a metric", { order_by: [`-${LOSS}`] }),
  list("by a metric, ascending", { order_by: [LOSS] }),
  list("by a metric, of a small project", { order_by: [LOSS], project: [smallProject(7)] }),
  list("by a hyperparameter", { order_by: ["hyperparams.Args.lr.value"] }),
  list("by a hyperparameter, descending", { order_by: ["-hyperparams.Args.lr.value"] }),
  list("by a hyperparameter of eight values", { order_by: ["-hyperparams.Args.batch_size.value"] }),
  list("by a hyperparameter that half of them have", { order_by: ["hyperparams.General.half.value"] }),
  list("of a status and a tag", { status: ["failed"], filters: { tags: { any: { include: ["tag3"] } } } }),
  list("of a status and a rare tag", { status: ["failed"], filters: { tags: { any: { include: ["rare"] } } } }),
  list("whose name matches", { name: "(?i)run 99" }),
  list("where some field matches, as the search field asks", {
    _any_: { pattern: "run 77", fields: ["id", "name", "type", "tags", "comment", "parent"] },
  }),
  list("of a metric above a bound", { [LOSS]: [0.99, null] }),
  list("of two values of a hyperparameter", { "hyperparams.Args.batch_size.value": ["16", "64"] }),
  {
    what: "projects.get_hyper_parameters",
    endpoint: "projects.get_hyper_parameters",
    aim: 200,
    body: { project: BIG, page_size: 5000, include_subprojects: true },
  },
  {
    what: "projects.get_hyper_parameters of all projects",
    endpoint: "projects.get_hyper_parameters",
    aim: 200,
    body: { page_size: 5000 },
  },
  {
    what: "projects.get_hyper_parameters of a small project",
    endpoint: "projects.get_hyper_parameters",
    aim: 200,
    body: { project: smallProject(7), page_size: 5000 },
  },
  {
    what: "projects.get_unique_metric_variants",
    endpoint: "projects.get_unique_metric_variants",
    aim: 200,
    body: { project: BIG, include_subprojects: true },
  },
  {
    what: "projects.get_unique_metric_variants of all projects",
    endpoint: "projects.get_unique_metric_variants",
    aim: 200,
    body: {},
  },
  {
    what: "projects.get_all_ex, statistics, 16 of 1,001",
    endpoint: "projects.get_all_ex",
    aim: 200,
    body: {
      include_stats: true,
      include_stats_filter: { system_tags: ["-pipeline"] },
      order_by: ["featured", "-last_update"],
      scroll_id: null,
      size: 16,
    },
  },
  {
    what: "projects.get_all_ex, statistics, all 1,001",
    endpoint: "projects.get_all_ex",
    aim: 200,
    body: { include_stats: true, order_by: ["featured", "-last_update"], scroll_id: null, size: 2000 },
  },
  {
    what: "organization.get_entities_count, as the search asks",
    endpoint: "organization.get_entities_count",
    aim: 200,
    body: Object.fromEntries(
      ["projects", "tasks", "models", "pipelines", "datasets"].map((kind) => [
        kind,
        { _any_: { pattern: "run 77", fields: ["name", "id"] }, system_tags: ["-archived"] },
      ]),
    ),
  },
  {
    what: "organization.get_entities_count of everything",
    endpoint: "organization.get_entities_count",
    aim: 200,
    body: { projects: {}, tasks: {}, models: {}, pipelines: {}, datasets: {}, reports: {} },
  },
];

async function measureAll(client: Client): Promise<number[][]> {
  const all: number[][] = [];
  for (const { endpoint, body } of QUESTIONS) {
    const call = () => client.call(endpoint, body);
    await call();
    all.push(await latencies(CALLS, call));
  }
  return all;
}

/** The id of a small project. They lie in groups of ten, each group below a project of the hundred before. */
function smallProject(number: number): string {
  return md5(`small project ${number}`);
}

async function addProjects(database: pg.Client, user: string): Promise<void> {
  await database.query(
    `INSERT INTO projects (id, name, basename, "user", company, parent, path, created, last_update)
     SELECT $3, 'big', 'big', $1, $2, NULL, '{}', now(), now()
     UNION ALL
     SELECT md5('small project ' || i), 'small ' || top || CASE WHEN i < 100 THEN '' ELSE '/' || i END, CASE WHEN i < 100 THEN 'small ' || i ELSE i::text END,
       $1, $2, CASE WHEN i >= 100 THEN md5('small project ' || top) END, CASE WHEN i >= 100 THEN ARRAY[md5('small project ' || top)] ELSE '{}' END,
       now(), now() - i * interval '1 minute'
     FROM generate_series(0, $4::int - 1) i, LATERAL (SELECT CASE WHEN i < 100 THEN i ELSE i % 100 END AS top) AS above`,
    [user, COMPANY, BIG, PROJECTS],
  );
}

/** Ten of eleven tasks go into the big project. Every tenth of the small projects has parameters of its own. */
async function addTasks(database: pg.Client, first: number, last: number): Promise<void> {
  const small = `CASE WHEN i % 11 = 10 THEN (i / 11) % ${PROJECTS} END`;
  await database.query(
    `INSERT INTO tasks (id, company, "user", name, type, status, created, started, completed, last_update, last_change, project, tags, system_tags,
       last_iteration, active_duration, comment, script, metric_stats)
     SELECT md5('task ' || i), $1, (SELECT id FROM users ORDER BY id OFFSET i % 2 LIMIT 1), 'run ' || i, 'training',
       (ARRAY['completed', 'failed', 'in_progress', 'created', 'published', 'stopped'])[1 + i % 6],
       at, at, at + interval '1 hour', at + interval '1 hour', at, coalesce(md5('small project ' || small), $4),
       ARRAY['tag' || i % 7] || CASE WHEN i % 5000 = 1 THEN '{rare}'::text[] ELSE '{}' END,
       CASE WHEN i % 20 = 3 THEN '{archived}'::text[] ELSE '{development}' END, i, 3600, 'the comment of run ' || i,
       jsonb_build_object('repository', 'https://git.example/team/training.git', 'branch', 'main', 'entry_point', 'train.py',
         'diff', repeat(md5('diff ' || i), 20)),
       (SELECT jsonb_object_agg(md5('m' || m), jsonb_build_object('metric', 'm' || m, 'event_stats_by_type',
         jsonb_build_object('training_stats_scalar', jsonb_build_object('last_update', 1700000000000 + i)))) FROM generate_series(0, 19) m)
     FROM (SELECT i, now() - (i * 7919 % 1000003) * interval '1 minute' AS at, ${small} AS small FROM generate_series($2::int, $3::int) i) AS made`,
    [COMPANY, first, last, BIG],
  );
  await database.query(
    `INSERT INTO task_hyperparams (task, section, name, value, type)
     SELECT md5('task ' || i), CASE WHEN p = 49 THEN 'General' ELSE 'Args' END,
       CASE WHEN p = 0 THEN 'lr' WHEN p = 1 THEN 'batch_size' WHEN p = 49 THEN 'half' WHEN small % 10 = 9 THEN 'own ' || p ELSE 'parameter_' || p END,
       CASE p WHEN 0 THEN random()::numeric(8, 6)::text WHEN 1 THEN (2 ^ (1 + i % 8))::text ELSE (random() * p)::text END, 'float'
     FROM (SELECT i, ${small} AS small FROM generate_series($1::int, $2::int) i) AS made, generate_series(0, 49) p WHERE p < 49 OR i % 2 = 0`,
    [first, last],
  );
  await database.query(
    `INSERT INTO last_metrics (owner, metric_hash, variant_hash, metric, variant, value, min_value, min_value_iteration, max_value,
       max_value_iteration, first_value, first_value_iteration, mean_value, sum_value, count, position)
     SELECT md5('task ' || i), md5('m' || m), md5('train'), 'm' || m, 'train', random(), 0, 100, 1, 200, 1, 0, 0.5, 50, 100, m
     FROM generate_series($1::int, $2::int) i, generate_series(0, 19) m`,
    [first, last],
  );
  await database.query("VACUUM (ANALYZE)");
}
