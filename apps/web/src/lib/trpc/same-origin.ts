import { AllowedOrigins } from "@limpid/core/platform/origin";
import { env } from "@/env";

let origins: AllowedOrigins | undefined;

/**
 * Whether a request with our cookie comes from a page of ours. A foreign page can make a browser send one, and every call can change state
 * (wire-protocol §3), so all others are refused.
 */
export function isOwnPage(request: Request): boolean {
  origins ??= new AllowedOrigins([env().LIMPID_WEB_URL]);
  const { headers } = request;
  const sent = {
    origin: headers.get("origin") ?? undefined,
    "sec-fetch-site": headers.get("sec-fetch-site") ?? undefined,
    host: headers.get("host") ?? undefined,
  };
  return origins.admitsCookie(sent, "mutation");
}
