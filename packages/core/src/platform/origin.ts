import type { IncomingHttpHeaders } from "node:http";
import type { EndpointKind } from "./endpoint";

/** Header names that a browser may send us from an allowed origin; the web app really sends the last one (wire-protocol §1, CORS). */
const ALLOWED_HEADERS = [
  "authorization",
  "content-type",
  ...["trx", "client", "worker", "impersonate-as", "act-as", "async", "tenant"].flatMap((name) => [
    `x-clearml-${name}`,
    `x-trains-${name}`,
  ]),
  "access-control-allow-credentials",
].join(", ");

/** The origins that may read answers and use the session cookie. Everybody else gets no CORS header: a reflected origin would give any site the session. */
export class AllowedOrigins {
  private readonly origins: ReadonlySet<string>;

  /** @param urls addresses of web UIs; paths are ignored. */
  constructor(urls: readonly string[]) {
    this.origins = new Set(urls.map((url) => new URL(url).origin));
  }

  /** CORS headers of an answer. */
  headers(origin: string | undefined): Record<string, string> {
    if (!origin || !this.origins.has(origin)) return { vary: "Origin" };
    return {
      vary: "Origin",
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS",
      "access-control-allow-headers": ALLOWED_HEADERS,
      "access-control-max-age": "600",
    };
  }

  /**
   * Whether a call that carries only the session cookie may go ahead. Every method and the query string can change state, so a foreign page
   * must not be able to make a browser send one: its own pages (same origin, or an allowed one) may; a typed address, a bookmark or a link on
   * a sibling sub-domain may read; programs that are no browsers send none of these headers and may.
   */
  admitsCookie(headers: IncomingHttpHeaders, kind: EndpointKind): boolean {
    const site = headers["sec-fetch-site"];
    if (headers.origin !== undefined)
      return this.origins.has(headers.origin) || site === "same-origin" || sameHost(headers);
    if (site === undefined || site === "same-origin") return true;
    return kind === "query" && (site === "none" || site === "same-site");
  }
}

function sameHost(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined || !headers.origin || !headers.host) return false;
  try {
    return new URL(headers.origin).host === headers.host;
  } catch {
    return false;
  }
}
