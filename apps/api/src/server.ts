import compress from "@fastify/compress";
import { closeConnectionsOnceIdle } from "@limpid/core/platform/closing";
import type { App } from "@limpid/core/platform/context";
import { attachment, cookieValue, SESSION_COOKIE, sessionCookie } from "@limpid/core/platform/cookies";
import type { AnyEndpoint } from "@limpid/core/platform/endpoint";
import { errors, ProtocolError } from "@limpid/core/platform/errors";
import type { CallHead } from "@limpid/core/platform/identity";
import { newId } from "@limpid/core/platform/ids";
import { invoke } from "@limpid/core/platform/invoke";
import { AllowedOrigins } from "@limpid/core/platform/origin";
import type { Registry } from "@limpid/core/platform/registry";
import { RawReply } from "@limpid/core/platform/reply";
import type { DiskGuard } from "@limpid/core/storage/space";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { decidesReading, type RawInput, readLines, readObject } from "./body";
import { registerDocumentation } from "./documentation";
import { type CallFacts, failure, success } from "./envelope";
import { type CallPath, parsePath } from "./path";

export interface ServerOptions {
  readonly app: App;
  readonly registry: Registry;
  /** Further web origins that may use the session cookie, beside the web address of the settings. */
  readonly corsOrigins?: readonly string[];
  /** Who may say X-Forwarded-For; addresses, ranges or `loopback`. */
  readonly trustedProxies?: readonly string[];
  /** Bytes. */
  readonly bodyLimit?: number;
  /** The disk of the database, for /health; without it nothing is known of that. */
  readonly databaseDisk?: DiskGuard;
}

/** The ClearML REST adapter: turns HTTP into calls of the registry and outcomes into envelopes (wire-protocol §1–§3). */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { app, registry, databaseDisk } = options;
  const origins = new AllowedOrigins([app.settings.web_url, ...(options.corsOrigins ?? [])]);
  const server = Fastify({
    bodyLimit: options.bodyLimit ?? 64 * 1024 * 1024,
    trustProxy: [...(options.trustedProxies ?? ["loopback"])],
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 1000 },
    forceCloseConnections: "idle",
    keepAliveTimeout: 75_000,
    // A path that is no address at all; no hook or route sees it.
    frameworkErrors: (error, request, reply) => sendFailure(reply, factsOf(request), errors.badRequest(error.message)),
  });
  server.addHook("preClose", async () => closeConnectionsOnceIdle(server.server));
  // The SDK sends GET with a JSON body (wire-protocol §1).
  for (const method of ["GET", "HEAD", "DELETE", "OPTIONS"])
    server.addHttpMethod(method, { hasBody: true, overrideExisting: true });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  await server.register(compress, { threshold: 1024, encodings: ["gzip"], global: true });
  server.addHook("onRequest", async (request, reply) => {
    reply.headers({ server: "limpid", ...origins.headers(request.headers.origin) });
    if (request.method === "OPTIONS") return reply.code(200).send("");
    const encoding = request.headers["content-encoding"];
    if (encoding) return reply.code(415).type("text/plain").send(`Content encoding is not supported (${encoding})`);
    // Bodies are read whatever their type says; Fastify would refuse one that is malformed.
    if (!decidesReading(request.headers["content-type"])) delete request.raw.headers["content-type"];
  });

  server.get("/health", async (_request, reply) => {
    const [database, events] = await Promise.all([
      app.db.$queryRaw`SELECT 1`.then(
        () => true,
        () => false,
      ),
      app.events.health(),
    ]);
    const disk = (await databaseDisk?.look()) ?? null;
    if (!events.ok) app.log.warn({ reason: events.reason }, "the event store is not well");
    // Without its events alone the server still does most of what it is for: to end it would help nobody.
    return reply.code(database ? 200 : 503).send({
      status: database ? (events.ok && !disk?.low ? "ok" : "degraded") : "unavailable",
      database,
      events: events.ok,
      disk,
    });
  });
  await registerDocumentation(server, registry, app.settings);

  server.all("/*", async (request, reply) => {
    const path = pathOf(request);
    const endpoint = path && registry.find(path.name, path.version);
    const facts = factsOf(request, endpoint);
    try {
      if (!path) throw errors.badRequest("the path is not /v<version>/<service>.<action>", { path: request.url });
      if (!endpoint) throw errors.notFound("no such endpoint", { endpoint: path.name, version: path.version.text });
      const outcome = await invoke(app, endpoint, head(request, facts.callId, path.version, origins, endpoint), () =>
        input(request, endpoint),
      );
      if (outcome.effects.session !== undefined)
        reply.header("set-cookie", sessionCookie(outcome.effects.session, app.settings.web_url));
      if (outcome.result instanceof RawReply) return sendRaw(reply, outcome.result);
      return sendEnvelope(reply, success(facts, outcome.result));
    } catch (error) {
      return sendFailure(reply, facts, error);
    }
  });

  server.setNotFoundHandler((request, reply) =>
    sendFailure(reply, factsOf(request), errors.notFound("no such method")),
  );

  server.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
    const facts = factsOf(request);
    if (error.statusCode === 413)
      return sendFailure(reply, facts, errors.payloadTooLarge({ limit_bytes: server.initialConfig.bodyLimit }));
    if (error.statusCode && error.statusCode < 500) return sendFailure(reply, facts, errors.badRequest(error.message));
    app.log.error({ err: error, id: facts.callId }, "request failed");
    return sendFailure(reply, facts, error);
  });
  return server;
}

function pathOf(request: FastifyRequest): CallPath | null {
  return parsePath(request.url.split("?", 1)[0] ?? "");
}

/** What is known of a request before it is answered; with a call id of its own. */
function factsOf(request: FastifyRequest, endpoint: AnyEndpoint | null = null): CallFacts {
  const callId = newId();
  const path = pathOf(request);
  return {
    callId,
    trx: header(request, "trx") ?? callId,
    name: path?.name ?? null,
    version: path?.version ?? null,
    endpoint,
  };
}

function head(
  request: FastifyRequest,
  callId: string,
  version: CallHead["version"],
  origins: AllowedOrigins,
  endpoint: AnyEndpoint,
): CallHead {
  const authorization = request.headers.authorization;
  const cookie = authorization ? undefined : cookieValue(request.headers.cookie, SESSION_COOKIE);
  if (cookie !== undefined && endpoint.auth !== "none" && !origins.admitsCookie(request.headers, endpoint.kind)) {
    throw errors.forbidden("a call by session cookie must come from the web UI's own origin");
  }
  return {
    callId,
    version,
    presented: {
      authorization,
      cookie,
      impersonateAs: header(request, "impersonate-as"),
      actAs: header(request, "act-as"),
    },
    caller: { address: request.ip, worker: header(request, "worker"), client: header(request, "client") },
  };
}

function input(request: FastifyRequest, endpoint: AnyEndpoint): unknown {
  const raw: RawInput = {
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    contentType: request.headers["content-type"] ?? "",
    queryString: request.url.split("?").slice(1).join("?"),
  };
  return endpoint.kind === "batch" ? readLines(raw) : readObject(raw);
}

/** `X-Clearml-<name>`, else its older spelling `X-Trains-<name>` (wire-protocol §3). */
function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[`x-clearml-${name}`] ?? request.headers[`x-trains-${name}`];
  return Array.isArray(value) ? value[0] : value;
}

function sendRaw(reply: FastifyReply, raw: RawReply) {
  return reply
    .headers({
      "content-disposition": attachment(raw.filename),
      "cache-control": "no-store, max-age=0",
      "x-content-type-options": "nosniff",
    })
    .type(raw.contentType)
    .send(raw.body);
}

function sendFailure(reply: FastifyReply, facts: CallFacts, error: unknown) {
  const known = error instanceof ProtocolError ? error : errors.generalError();
  if (known.code === 429) reply.header("retry-after", String(known.details.retry_after ?? 60));
  return sendEnvelope(reply.code(known.code), failure(facts, known));
}

/** As bytes: to a text Fastify would add a charset, which the recorded server does not send. */
function sendEnvelope(reply: FastifyReply, envelope: string) {
  return reply.type("application/json").send(Buffer.from(envelope));
}
