import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { isAdministrator } from "@limpid/core/auth/authority";
import { isService } from "@limpid/core/auth/service";
import { closeConnectionsOnceIdle } from "@limpid/core/platform/closing";
import { cookieValue, SESSION_COOKIE } from "@limpid/core/platform/cookies";
import { ProtocolError } from "@limpid/core/platform/errors";
import type { Authenticator, Identity, Presented } from "@limpid/core/platform/identity";
import { AllowedOrigins } from "@limpid/core/platform/origin";
import type { DiskGuard } from "@limpid/core/storage/space";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { contentType, disposition, INERT } from "./content";
import { type Driver, PathError, type StoredFile } from "./drivers/driver";
import { readRange } from "./range";
import { sumFiles } from "./sums";
import { BrokenUpload, receive, TooLarge } from "./upload";

export interface FilesOptions {
  readonly driver: Driver;
  readonly authenticator: Authenticator;
  readonly healthy: () => Promise<boolean>;
  readonly webUrl: string;
  readonly log: Logger;
  /** Bytes that one file may have; no limit when absent. */
  readonly uploadLimit?: number;
  readonly trustedProxies?: readonly string[];
  /** Watches the disk of the files; without it nobody looks. */
  readonly disk?: DiskGuard;
}

/** Seconds that a browser may keep a file without asking again (wire-protocol §13). */
const MAX_AGE = 300;

/** The file server (wire-protocol §13): uploads by the SDK, downloads by everybody who is logged in. */
export function createFileServer(options: FilesOptions): FastifyInstance {
  const { driver, log } = options;
  const admit = async () => options.disk?.admit();
  const mayCount = new WeakSet<FastifyRequest>();
  const origins = new AllowedOrigins([options.webUrl]);
  const server = Fastify({
    trustProxy: [...(options.trustedProxies ?? ["loopback"])],
    keepAliveTimeout: 75_000,
    forceCloseConnections: "idle",
  });
  server.addHook("preClose", async () => closeConnectionsOnceIdle(server.server));
  server.removeAllContentTypeParsers();
  // Bodies are read as streams: nothing is held in memory, whatever its size.
  server.addContentTypeParser("*", (_request, _payload, done) => done(null));

  server.addHook("onRequest", async (request, reply) => {
    reply.headers({ "access-control-allow-origin": request.headers.origin ?? "*", vary: "Origin" });
    if (request.method === "OPTIONS") {
      reply.headers({
        "access-control-allow-methods": "GET, HEAD, POST, DELETE, OPTIONS",
        "access-control-allow-headers": "authorization, content-type, range",
      });
      return reply.code(200).send("");
    }
    if (request.url === "/health") return;
    if (request.headers["content-encoding"]) return text(reply, 415, "Content-Encoding is not supported");
    const presented = credentials(request);
    const isLifeSign = pathOf(request) === "/" && (request.method === "GET" || request.method === "HEAD");
    if (isLifeSign && !presented) return;
    const caller = await whoCalls(options.authenticator, origins, request, presented);
    if ("message" in caller) return text(reply, caller.status, caller.message);
    if (isAdministrator(caller) || isService(caller)) mayCount.add(request);
  });

  server.get("/health", async (_request, reply) => {
    const healthy = await options.healthy();
    const disk = (await options.disk?.look()) ?? null;
    return reply.code(healthy ? 200 : 503).send({ status: healthy ? "ok" : "unavailable", disk });
  });
  server.get("/", async (_request, reply) => text(reply, 200, "OK"));
  server.post("/", async (request, reply) =>
    reply.type("application/json").send(await receive(request.raw, driver, options.uploadLimit, admit)),
  );
  server.post("/sums", async (request, reply) => {
    if (!mayCount.has(request)) return text(reply, 403, "Only administrators and the server itself count files");
    return reply.type("application/x-ndjson").send(Readable.from(lines(sumFiles(driver))));
  });
  server.post("/delete_many", async (request, reply) => {
    const files = await readFileList(request.raw);
    if (!files) return text(reply, 400, 'the body must be {"files": ["path", …]} with at least one path');
    return reply.send(await deleteMany(driver, files));
  });
  server.route({
    method: ["GET", "HEAD"],
    url: "/*",
    handler: async (request, reply) => {
      const path = storedPath(request);
      const file = path === null ? null : await driver.open(path);
      return path === null || !file ? text(reply, 404, "Not found") : sendFile(request, reply, path, file);
    },
  });
  server.delete("/*", async (request, reply) => {
    const path = storedPath(request);
    if (path === "") return text(reply, 405, "Method not allowed");
    return path !== null && (await driver.remove(path))
      ? reply.send(JSON.stringify(path))
      : text(reply, 404, "Not found");
  });
  server.route({
    method: ["PUT", "PATCH", "POST"],
    url: "/*",
    handler: async (_request, reply) => text(reply, 405, "Method not allowed"),
  });

  server.setErrorHandler(async (error: Error & { statusCode?: number; code?: string }, _request, reply) => {
    if (error instanceof PathError) return text(reply, error.refusal === "conflict" ? 409 : 404, error.message);
    if (error instanceof TooLarge) return text(reply, 413, `${error.message} of ${options.uploadLimit} bytes`);
    if (error instanceof ProtocolError && error.code === 500)
      return text(reply, 507, `${error.message}; nothing was stored`);
    if (error.code === "ENOSPC") return text(reply, 507, "no space left on the server's disk; nothing was stored");
    if (error.statusCode && error.statusCode < 500) return text(reply, error.statusCode, error.message);
    if (error instanceof BrokenUpload) return text(reply, 400, error.message);
    log.error({ err: error }, "request failed");
    return text(reply, 500, "Internal error");
  });
  return server;
}

/** JSON lines, and one more that says that it is the end. */
async function* lines(values: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const value of values) yield `${JSON.stringify(value)}\n`;
  yield `${JSON.stringify({ end: true })}\n`;
}

function text(reply: FastifyReply, status: number, message: string) {
  return reply.code(status).type("text/plain; charset=utf-8").send(message);
}

/** Bearer or cookie; anything else in the Authorization header counts as presented, and is refused. */
function credentials(request: FastifyRequest): Presented | null {
  const { authorization } = request.headers;
  if (authorization !== undefined) return { authorization };
  const cookie = cookieValue(request.headers.cookie, SESSION_COOKIE);
  return cookie === undefined ? null : { cookie };
}

/** @returns who, or why not. */
async function whoCalls(
  authenticator: Authenticator,
  origins: AllowedOrigins,
  request: FastifyRequest,
  presented: Presented | null,
): Promise<Identity | { status: number; message: string }> {
  if (!presented) return { status: 401, message: "Log in first: a Bearer token or the session cookie is needed" };
  if (presented.authorization !== undefined && !presented.authorization.startsWith("Bearer "))
    return { status: 401, message: "Only Bearer tokens and the session cookie are accepted" };
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (presented.cookie !== undefined && !isRead && !origins.admitsCookie(request.headers, "mutation")) {
    return { status: 403, message: "A change by session cookie must come from the web UI's own origin" };
  }
  try {
    const identity = await authenticator.authenticate(presented, { address: request.ip });
    return identity ?? { status: 401, message: "Log in first" };
  } catch (error) {
    if (error instanceof ProtocolError) return { status: error.code === 429 ? 429 : 401, message: error.message };
    throw error;
  }
}

function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? "/";
}

/** The path below the store, unquoted; null when it cannot be unquoted. */
function storedPath(request: FastifyRequest): string | null {
  try {
    return decodeURIComponent(pathOf(request)).replace(/^\//, "");
  } catch {
    return null;
  }
}

function sendFile(request: FastifyRequest, reply: FastifyReply, path: string, file: StoredFile) {
  const etag = `"${file.etag}"`;
  const download = new URLSearchParams(request.url.split("?")[1] ?? "").has("download");
  reply.headers({
    ...INERT,
    etag,
    "last-modified": file.modified.toUTCString(),
    "cache-control": `public, max-age=${MAX_AGE}`,
    "accept-ranges": "bytes",
    "content-disposition": disposition(download ? "attachment" : "inline", path),
  });
  if (isFresh(request, etag, file.modified)) return reply.code(304).send();
  reply.type(contentType(path));
  const ifRange = request.headers["if-range"];
  const range =
    ifRange !== undefined && ifRange !== etag
      ? ({ kind: "all" } as const)
      : readRange(request.headers.range, file.size);
  if (range.kind === "unsatisfiable") return reply.code(416).header("content-range", `bytes */${file.size}`).send("");
  if (range.kind === "part") reply.code(206).header("content-range", `bytes ${range.start}-${range.end}/${file.size}`);
  reply.header("content-length", range.kind === "part" ? range.end - range.start + 1 : file.size);
  if (request.method === "HEAD") return reply.send();
  return reply.send(file.size === 0 ? "" : file.read(range.kind === "part" ? range : undefined));
}

function isFresh(request: FastifyRequest, etag: string, modified: Date): boolean {
  const match = request.headers["if-none-match"];
  if (match !== undefined)
    return match === "*" || match.split(",").some((candidate) => candidate.trim().replace(/^W\//, "") === etag);
  const since = Date.parse(request.headers["if-modified-since"] ?? "");
  return !Number.isNaN(since) && Math.floor(modified.getTime() / 1000) * 1000 <= since;
}

/** Bytes that a list of files to delete may have. */
const MAX_LIST = 16 * 1024 * 1024;

async function readFileList(request: IncomingMessage): Promise<string[] | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_LIST) return null;
    chunks.push(chunk);
  }
  try {
    const { files } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { files?: unknown };
    return Array.isArray(files) && files.length > 0 && files.every((file) => typeof file === "string") ? files : null;
  } catch {
    return null;
  }
}

/** `POST /delete_many` (wire-protocol §13). Names come url-quoted, a plus is a blank; folders go with their contents, the store itself never. */
async function deleteMany(driver: Driver, files: readonly string[]) {
  const deleted: Record<string, string> = {};
  const problems: Record<string, string[]> = {};
  const fail = (reason: string, given: string) => {
    problems[reason] = [...(problems[reason] ?? []), given];
  };
  for (const given of files) {
    try {
      const path = decodeURIComponent(given.replaceAll("+", " "));
      if (/^\/*$/.test(path)) fail("Empty path not allowed", given);
      else if (await driver.removeTree(path)) deleted[given] = path;
      else fail("Not found", given);
    } catch (error) {
      if (error instanceof PathError) fail(error.refusal === "empty" ? "Empty path not allowed" : "Not found", given);
      else if (error instanceof URIError) fail("Not found", given);
      else throw error;
    }
  }
  return { deleted, errors: problems };
}
