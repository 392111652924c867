import { createApp, registry } from "@limpid/core/app";
import type { App } from "@limpid/core/platform/context";
import { COMPANY_ID } from "@limpid/core/platform/ids";
import { bootstrap } from "@limpid/core/server/bootstrap";
import { createTestDatabase } from "@limpid/db/testing";
import { pino } from "pino";
import { createServer, type ServerOptions } from "../src/server";

/** A server on a database of its own, listening on a free port, with the real authenticator. */
export interface Running {
  readonly url: string;
  readonly app: App;
  /** `Basic …` of the first administrator, by key. */
  readonly root: string;
  readonly company: string;
  readonly username: string;
  readonly password: string;
  /** Faults of ours that were logged: there must be none. */
  readonly faults: readonly unknown[];
  /** Sends one call and reads the envelope. */
  call(name: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly meta: {
    readonly result_code: number;
    readonly result_subcode: number;
    readonly result_msg: string;
    readonly [key: string]: unknown;
  };
  readonly data: Record<string, unknown>;
  readonly headers: Headers;
}

/** Starts {@link Running}. */
export async function startServer(options: Omit<Partial<ServerOptions>, "app" | "registry"> = {}): Promise<Running> {
  const database = await createTestDatabase({ poolSize: 10 });
  const token_secret = "a secret for tests only, made of forty characters";
  const keys = { access_key: "ROOTKEYFORTESTS", secret_key: "root-secret-for-tests" };
  const login = { username: "root", password: "a password for tests" };
  await bootstrap(database.db, {
    admin_username: login.username,
    admin_password: login.password,
    ...keys,
    token_secret,
  });
  const faults: unknown[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => void faults.push(JSON.parse(line)) });
  const app = await createApp({
    database_url: database.url,
    pool_size: 10,
    log,
    jobs: {
      add: async () => {},
      addWithin: async () => {},
      figures: async () => ({ waiting: 0, failed: 0, last_finished: null }),
      close: async () => {},
    },
    settings: {
      token_secret,
      web_url: "http://web.test:8080",
      api_url: "http://api.test:8008",
      files_url: "http://files.test:8081",
      server_version: "0.0.0-test",
      check_responses: true,
      task_timeout_sec: 7200,
    },
  });
  const server = await createServer({ app, registry, ...options });
  const url = await server.listen({ host: "127.0.0.1", port: 0 });
  const root = `Basic ${Buffer.from(`${keys.access_key}:${keys.secret_key}`).toString("base64")}`;
  return {
    url,
    app,
    root,
    company: COMPANY_ID,
    ...login,
    faults,
    call: async (name, body = {}, headers = { authorization: root }) => {
      const answer = await fetch(`${url}/${name}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
      return {
        status: answer.status,
        headers: answer.headers,
        ...((await answer.json()) as Pick<Answer, "meta" | "data">),
      };
    },
    close: async () => {
      await server.close();
      await app.close();
      await database.close();
    },
  };
}
