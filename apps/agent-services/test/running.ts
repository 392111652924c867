import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { createApp } from "@limpid/core/app";
import type { App } from "@limpid/core/platform/context";
import { createTestDatabase } from "@limpid/db/testing";
import { pino } from "pino";

export const TOKEN_SECRET = "a secret for tests only, made of forty characters";

/** An app as the job workers have it, on a database of its own. */
export interface Running {
  readonly app: App;
  readonly database_url: string;
  /** Puts files on the outbox, due at once. */
  schedule(urls: readonly string[]): Promise<void>;
  /** What is still on it. */
  outbox(): Promise<Array<{ url: string; attempts: number; last_error: string | null }>>;
  close(): Promise<void>;
}

/** Makes {@link Running}. @param filesUrl the file server's address in the links of artifacts. */
export async function startApp(filesUrl: string, now?: () => Date): Promise<Running> {
  const database = await createTestDatabase();
  const app = await createApp({
    database_url: database.url,
    pool_size: 4,
    log: pino({ level: "silent" }),
    jobs: {
      add: async () => {},
      addWithin: async () => {},
      figures: async () => ({ waiting: 0, failed: 0, last_finished: null }),
      close: async () => {},
    },
    now,
    settings: {
      token_secret: TOKEN_SECRET,
      web_url: "http://web.test:8080",
      api_url: "http://api.test:8008",
      files_url: filesUrl,
      server_version: "0.0.0-test",
      check_responses: true,
      task_timeout_sec: 7200,
    },
  });
  return {
    app,
    database_url: database.url,
    schedule: async (urls) => {
      const created = app.now();
      const data = urls.map((url) => ({ url, storage: "fileserver", created, next_attempt: created }));
      await app.db.fileDeletion.createMany({
        data: data.map((row) => ({ ...row, id: row.url, company: "c", user: "u" })),
      });
    },
    outbox: () =>
      app.db.fileDeletion.findMany({
        select: { url: true, attempts: true, last_error: true },
        orderBy: { url: "asc" },
      }),
    close: async () => {
      await app.close();
      await database.close();
    },
  };
}

/** A stand-in for a server that misbehaves in ways that a real one cannot be made to; on a free port unless one is given. */
export async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => unknown,
  port = 0,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A TypeScript file of this package as a process of its own; what it prints is kept. */
export function run(file: string, env: Readonly<Record<string, string>>): ChildProcess & { output: string } {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = Object.assign(
    spawn(process.execPath, ["--import", "tsx", path], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    }),
    { output: "" },
  );
  const keep = (chunk: Buffer) => {
    child.output += chunk;
  };
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", keep);
  return child;
}

/** Resolves with the exit code, or the signal that ended the process. */
export function exit(child: ChildProcess): Promise<number | string> {
  if (child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve(child.exitCode ?? child.signalCode ?? "");
  return new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal ?? "")));
}
