import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import { pipeline } from "node:stream";

/** Headers that belong to one connection (RFC 9110 §7.6.1) and are not passed on. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
]);

/** One prefix of our origin that another process serves. */
export interface Upstream {
  /** `/api`, without a trailing slash; removed before passing on. */
  readonly prefix: string;
  /** Where the process listens. */
  readonly target: string;
  /** Named in the answer when it does not. */
  readonly name: string;
}

/** The path for the upstream; null when the URL lies outside its prefix. `/api?x=1` → `/?x=1`. */
export function upstreamPath(prefix: string, url: string): string | null {
  if (!url.startsWith(prefix)) return null;
  const rest = url.slice(prefix.length);
  if (rest === "") return "/";
  if (rest.startsWith("?")) return `/${rest}`;
  return rest.startsWith("/") ? rest : null;
}

/**
 * Streams a request to another process and its answer back: any method with any body (the SDK sends GET with a body), any size, Range and
 * conditional headers, the caller's Host and cookies as they are. An upstream that is away answers 502; one that dies in the middle breaks the
 * connection, so that no client takes half a file for the whole.
 */
export function forward(req: IncomingMessage, res: ServerResponse, upstream: Upstream, path: string): void {
  const target = new URL(upstream.target);
  const send = target.protocol === "https:" ? httpsRequest : httpRequest;
  const outgoing = send({
    protocol: target.protocol,
    hostname: target.hostname,
    port: target.port,
    path: `${target.pathname.replace(/\/$/, "")}${path}`,
    method: req.method,
    headers: passedOn(req),
    setHost: false,
  });
  outgoing.on("response", (answer) => {
    res.writeHead(answer.statusCode ?? 502, answer.statusMessage, withoutHopByHop(answer.headers));
    pipeline(answer, res, () => undefined);
  });
  outgoing.on("error", () => {
    if (res.headersSent) return void res.destroy();
    res.writeHead(502, { "content-type": "text/plain; charset=utf-8" });
    res.end(`${upstream.name} does not answer. Is it running?\n`);
  });
  res.on("close", () => {
    if (!res.writableFinished) outgoing.destroy();
  });
  pipeline(req, outgoing, () => undefined);
}

function passedOn(req: IncomingMessage): OutgoingHttpHeaders {
  const headers = withoutHopByHop(req.headers);
  const address = req.socket.remoteAddress ?? "";
  const before = req.headers["x-forwarded-for"];
  headers["x-forwarded-for"] = before ? `${before}, ${address}` : address;
  headers["x-forwarded-host"] ??= req.headers.host;
  headers["x-forwarded-proto"] ??= "http";
  return headers;
}

function withoutHopByHop(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}
