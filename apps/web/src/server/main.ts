import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import next from "next";
import { env, setBuiltConfig } from "../env";
import { forward, type Upstream, upstreamPath } from "./forward";
import { legacyLocation } from "./legacy-paths";
import { secure } from "./security";

/**
 * The web process: Next's pages, and in front of them the two prefixes that other processes serve. It stands beside Next and not inside, because a
 * fetch-style request cannot hold a GET with a body, rewrites are fixed at build time, and both buffer uploads. Built as
 * server.js of the standalone folder; with NODE_ENV=development it runs from source in apps/web.
 */
const settings = env();
const dev = settings.NODE_ENV === "development";
const dir = dev ? process.cwd() : dirname(fileURLToPath(import.meta.url));
if (!dev) setBuiltConfig(JSON.parse(readFileSync(join(dir, ".next/required-server-files.json"), "utf8")).config);

const upstreams: readonly Upstream[] = [
  { prefix: "/api", target: settings.LIMPID_API_INTERNAL_URL, name: "The API server" },
  { prefix: "/files", target: settings.LIMPID_FILES_INTERNAL_URL, name: "The file server" },
];

const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 });
const app = next({ dev, dir, hostname: settings.LIMPID_HOST, port: settings.LIMPID_WEB_PORT, httpServer: server });
await app.prepare();
const pages = app.getRequestHandler();

function answer(req: IncomingMessage, res: ServerResponse): void {
  const url = req.url ?? "/";
  if (!url.startsWith("/api/trpc/")) {
    for (const upstream of upstreams) {
      const path = upstreamPath(upstream.prefix, url);
      if (path === null) continue;
      forward(req, res, upstream, path);
      return;
    }
  }
  const moved = req.method === "GET" || req.method === "HEAD" ? legacyLocation(url) : null;
  if (moved !== null) {
    res.writeHead(307, { location: moved }).end();
    return;
  }
  secure(req, res, { dev });
  pages(req, res).catch(() => res.destroy());
}

server.on("request", answer);
server.listen(settings.LIMPID_WEB_PORT, settings.LIMPID_HOST);

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  // Open event streams and slow downloads do not hold up a restart.
  setTimeout(() => server.closeAllConnections(), 2_000).unref();
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
