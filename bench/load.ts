import { createHash } from "node:crypto";
import { Agent, request } from "node:http";
import pg from "pg";
import type { Keys, Stack } from "../scripts/stack";

/** The fields that the web UI's runs table asks for. */
export const WEB_PROJECTION = [
  "id",
  "name",
  "type",
  "status",
  "tags",
  "system_tags",
  "created",
  "started",
  "completed",
  "last_update",
  "last_iteration",
  "comment",
  "active_duration",
  "user.name",
  "project.name",
  "parent.name",
  "company.id",
  "runtime.progress",
  "hyperparams.Args.lr",
  `last_metrics.${md5("loss")}.${md5("train")}.value`,
];

/** What the protocol makes of the names of metrics and variants. */
export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** The company of a new install. */
export const COMPANY = "d1bd92a3b039400cbafc60a7a5b1e52b";

/** One client with one connection, as the SDK is. */
export class Client {
  private constructor(
    private readonly url: URL,
    private readonly token: string,
    private readonly agent: Agent,
  ) {}

  static async login(api: string, keys: Keys): Promise<Client> {
    const basic = Buffer.from(`${keys.access_key}:${keys.secret_key}`).toString("base64");
    const answer = await fetch(`${api}/auth.login`, { method: "POST", headers: { authorization: `Basic ${basic}` } });
    const { data } = (await answer.json()) as { data: { token: string } };
    return new Client(new URL(api), data.token, new Agent({ keepAlive: true, maxSockets: 1 }));
  }

  /** @param body an object, or the bytes of JSON lines. */
  call<T = Record<string, never>>(name: string, body: unknown, contentType = "application/json"): Promise<T> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: this.url.hostname,
          port: this.url.port,
          path: `/v2.23/${name}`,
          method: "POST",
          agent: this.agent,
          headers: {
            authorization: `Bearer ${this.token}`,
            "content-type": contentType,
            "content-length": bytes.length,
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("end", () => {
            const { meta, data } = JSON.parse(Buffer.concat(chunks).toString()) as {
              meta: { result_code: number; result_msg: string };
              data: T;
            };
            if (meta.result_code === 200) resolve(data);
            else reject(new Error(`${name}: ${meta.result_msg}`));
          });
        },
      );
      sent.on("error", reject);
      sent.end(bytes);
    });
  }

  async createTask(name: string): Promise<string> {
    const { id } = await this.call<{ id: string }>("tasks.create", { name, type: "training" });
    await this.call("tasks.started", { task: id });
    return id;
  }
}

/** Fills a project with tasks that have hyperparameters and metrics, straight into the tables. @returns the project. */
export async function insertTasks(stack: Stack, client: Client, count: number): Promise<string> {
  const { id: project } = await client.call<{ id: string }>("projects.create", {
    name: `bench ${count} tasks`,
    description: "",
  });
  const database = new pg.Client({ connectionString: stack.database_url });
  await database.connect();
  await database.query(
    `INSERT INTO tasks (id, company, "user", name, type, status, created, started, last_update, last_change, project, tags, system_tags, last_iteration, active_duration)
     SELECT md5('bench' || i), $4, $2, 'run ' || i, 'training', (ARRAY['completed', 'failed', 'in_progress', 'created'])[1 + i % 4],
            now() - i * interval '1 minute', now() - i * interval '1 minute', now() - i * interval '1 minute', now(), $1, ARRAY['tag' || i % 7], ARRAY['development'], i, i
     FROM generate_series(1, $3::int) i`,
    [project, stack.user.id, count, COMPANY],
  );
  await database.query(
    `INSERT INTO task_hyperparams (task, section, name, value) SELECT md5('bench' || i), 'Args', CASE p WHEN 0 THEN 'lr' ELSE 'p' || p END, (random() * p)::text FROM generate_series(1, $1::int) i, generate_series(0, 9) p`,
    [count],
  );
  await database.query(
    `INSERT INTO last_metrics (owner, metric_hash, variant_hash, metric, variant, value, min_value, max_value, count)
     SELECT md5('bench' || i), md5(m), md5('train'), m, 'train', random(), 0, 1, 10 FROM generate_series(1, $1::int) i, unnest(ARRAY['loss', 'accuracy', 'f1', 'precision', 'recall']) m`,
    [count],
  );
  await database.query("ANALYZE");
  await database.end();
  return project;
}
