import { createTestDatabase } from "@limpid/db/testing";
import { openEventStore } from "@limpid/event-store/open";
import { pino } from "pino";
import { type Changes, openChanges } from "./platform/changes/open";
import type { App } from "./platform/context";
import { definitionsOf } from "./platform/endpoint";
import { ANONYMOUS, type Authenticator, type Identity } from "./platform/identity";
import { COMPANY_ID, COMPANY_NAME, newId } from "./platform/ids";
import { invoke } from "./platform/invoke";
import type { JobKind } from "./platform/jobs";
import { Registry } from "./platform/registry";
import { Version } from "./platform/version";

/** A job that a test app was asked to do; nothing runs it. */
export interface RecordedJob {
  readonly kind: JobKind;
  readonly payload: unknown;
}

/** An app on a database of its own, with two users, to call endpoints without a transport. */
export interface TestApp {
  readonly app: App;
  readonly root: Identity;
  readonly user: Identity;
  readonly jobs: RecordedJob[];
  /** Calls an endpoint by wire name as `user` unless told otherwise. @throws ProtocolError as a client would see it. */
  call<T = Record<string, never>>(
    name: string,
    body?: unknown,
    options?: { as?: Identity; version?: string; worker?: string },
  ): Promise<T>;
  close(): Promise<void>;
}

/**
 * Makes a {@link TestApp}. Services are loaded lazily by name, so a domain can be tested before its neighbours compile.
 * Who calls is taken as given: the real authenticator has its own tests.
 */
export async function createTestApp(options: { now?: () => Date } = {}): Promise<TestApp> {
  const log = pino({ level: "silent" });
  const told: { changes?: Changes } = {};
  const database = await createTestDatabase({ onChanges: (lines) => told.changes?.tellLines(lines) });
  const changes = openChanges({ database_url: database.url, log });
  told.changes = changes;
  const events = await openEventStore({ url: database.url });
  await events.ready();
  const identities = new Map<string, Identity>();
  const authenticator: Authenticator = {
    authenticate: async ({ authorization }) => (authorization ? (identities.get(authorization) ?? null) : null),
    impersonate: async (identity) => identity,
  };
  const jobs: RecordedJob[] = [];
  const now = options.now ?? (() => new Date());
  const app: App = {
    db: database.db,
    events,
    authenticator,
    registry: new Registry([]),
    jobs: {
      add: async (kind, payload) => void jobs.push({ kind, payload }),
      addWithin: async (tx, kind, payload) => tx.afterCommit(async () => void jobs.push({ kind, payload })),
      figures: async () => ({ waiting: jobs.length, failed: 0, last_finished: null }),
      close: async () => {},
    },
    settings: {
      token_secret: "a secret for tests only, made of forty characters",
      web_url: "http://localhost:8080",
      api_url: "http://localhost:8008",
      files_url: "http://localhost:8081",
      server_version: "0.0.0-test",
      check_responses: true,
      task_timeout_sec: 7200,
    },
    disk: { admit: async () => {} },
    changes,
    log,
    now,
  };
  const person = async (role: "root" | "user"): Promise<Identity> => {
    const identity: Identity = {
      user: newId(),
      company: COMPANY_ID,
      role,
      user_name: `The ${role}`,
      company_name: COMPANY_NAME,
    };
    identities.set(identity.user, identity);
    await app.db.user.create({
      data: { id: identity.user, company: COMPANY_ID, name: identity.user_name, role, created: now() },
    });
    return identity;
  };
  await app.db.company.upsert({
    where: { id: COMPANY_ID },
    create: { id: COMPANY_ID, name: COMPANY_NAME },
    update: {},
  });
  const [root, user] = [await person("root"), await person("user")];
  return {
    app,
    root,
    user,
    jobs,
    call: async <T>(
      name: string,
      body: unknown = {},
      { as = user, version = "2.34", worker }: { as?: Identity; version?: string; worker?: string } = {},
    ) => {
      if (as !== ANONYMOUS) identities.set(as.user, as);
      const endpoint = await findEndpoint(name, Version.of(version));
      const head = {
        presented: { authorization: as === ANONYMOUS ? undefined : as.user },
        caller: { address: "127.0.0.1", worker },
        version: Version.of(version),
        callId: newId(),
      };
      const outcome = await invoke(app, endpoint, head, () =>
        endpoint.kind === "batch" && !Array.isArray(body) ? [body] : body,
      );
      return JSON.parse(JSON.stringify(outcome.result)) as T;
    },
    close: async () => {
      await events.close();
      await changes.close();
      await database.close();
    },
  };
}

async function findEndpoint(name: string, version: Version) {
  const [serviceName = "", action = ""] = name.split(".");
  const module = (await import(`./${serviceName}/index.ts`)) as Record<
    string,
    { endpoints: Record<string, Parameters<typeof definitionsOf>[0]> }
  >;
  const entry = module[serviceName]?.endpoints[action];
  const found =
    entry && definitionsOf(entry).find(({ sinceVersion }) => sinceVersion === null || version.atLeast(sinceVersion));
  if (!found) throw new TypeError(`no endpoint ${name}@${version.text}`);
  return found;
}
