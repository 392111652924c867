import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * The policy of our pages: scripts only from this origin or with the nonce of this answer, so that names, markdown and plots of users can hold what
 * they like. Styles may be inline (charts and floating elements set them); images and media may come from the stores that users log to.
 */
export function contentSecurityPolicy(nonce: string, options: { dev?: boolean } = {}): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${options.dev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob: http: https:",
    "media-src 'self' blob: http: https:",
    "font-src 'self' data:",
    `connect-src 'self'${options.dev ? " ws:" : ""}`,
    "worker-src 'self' blob:",
    "frame-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Headers that our server tells the pages through; whatever a client sends under these names is dropped. */
export const PATH_HEADER = "x-limpid-path";
export const ADDRESS_HEADER = "x-limpid-address";

/** Prepares a request for Next and the answer's security headers. Next puts the nonce of the request's policy on its own scripts. */
export function secure(req: IncomingMessage, res: ServerResponse, options: { dev?: boolean } = {}): void {
  const policy = contentSecurityPolicy(randomBytes(16).toString("base64"), options);
  req.headers["content-security-policy"] = policy;
  req.headers[PATH_HEADER] = req.url ?? "/";
  req.headers[ADDRESS_HEADER] = clientAddress(req);
  res.setHeader("content-security-policy", policy);
  res.setHeader("x-content-type-options", "nosniff");
  res.setHeader("referrer-policy", "same-origin");
  res.setHeader("cross-origin-opener-policy", "same-origin");
  res.setHeader("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
}

/** Where the call comes from. A proxy on this machine is believed, its last word only; others could write what they like. */
export function clientAddress(req: IncomingMessage): string {
  const address = req.socket.remoteAddress ?? "";
  const forwarded = req.headers["x-forwarded-for"];
  const local = address === "127.0.0.1" || address === "::1" || address === "::ffff:127.0.0.1";
  if (!local || !forwarded) return address;
  return String(forwarded).split(",").at(-1)?.trim() || address;
}
