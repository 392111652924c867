import type { webcrypto } from "node:crypto";
import { errors as joseErrors, jwtVerify, SignJWT } from "jose";
import type { Identity } from "../platform/identity";
import type { Settings } from "../platform/settings";
import { API_VERSION } from "../platform/version";
import { deriveKey } from "./keys";

/** Seconds that a token lives when nobody says otherwise, and at most (wire-protocol §4). */
export const TOKEN_DEFAULT_SEC = 30 * 86_400;
export const TOKEN_MAX_SEC = 365 * 86_400;

/** What tokens are made with. */
export type TokenSettings = Pick<Settings, "token_secret" | "server_version">;

/** Why a token is not believed; the texts are those that clients see in auth.validate_token. */
export type TokenFault = "Not enough segments" | "Signature has expired" | "Signature verification failed";

/** What counts in a token: everything else in it is for the client to read, and looked up anew by us. */
export interface ReadToken {
  readonly session_id: string;
  /** Seconds since 1970; absent for tokens without an end. */
  readonly exp?: number;
}

const signingKeys = new Map<string, Promise<webcrypto.CryptoKey>>();

function signingKey(tokenSecret: string): Promise<webcrypto.CryptoKey> {
  let key = signingKeys.get(tokenSecret);
  if (!key) {
    const bytes = Uint8Array.from(deriveKey(tokenSecret, "tokens"));
    key = crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
    signingKeys.set(tokenSecret, key);
  }
  return key;
}

/** A signed token with the claims that SDK, agent and web read (wire-protocol §4). Times in seconds since 1970. */
export async function signToken(
  settings: TokenSettings,
  session: { readonly session_id: string; readonly issued: number; readonly expires?: number },
  person: Pick<Identity, "user" | "company" | "role" | "user_name" | "company_name">,
): Promise<string> {
  const { user, company, role, user_name, company_name } = person;
  const token = new SignJWT({
    session_id: session.session_id,
    auth_type: "Bearer",
    api_version: API_VERSION,
    server_version: settings.server_version,
    server_build: settings.server_version,
    feature_set: "basic",
    env: "limpid",
    identity: { user, company, role, user_name, company_name },
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt(session.issued);
  if (session.expires !== undefined) token.setExpirationTime(session.expires);
  return token.sign(await signingKey(settings.token_secret));
}

/** Checks signature, algorithm and expiry. Whether the session still lives is for the caller to ask. */
export async function readToken(
  tokenSecret: string,
  token: string,
  now: Date,
): Promise<ReadToken | { readonly fault: TokenFault }> {
  if (token.split(".").length !== 3) return { fault: "Not enough segments" };
  try {
    const { payload } = await jwtVerify(token, await signingKey(tokenSecret), {
      algorithms: ["HS256"],
      currentDate: now,
    });
    if (typeof payload.session_id !== "string") return { fault: "Signature verification failed" };
    return { session_id: payload.session_id, exp: payload.exp };
  } catch (error) {
    if (error instanceof joseErrors.JWTExpired) return { fault: "Signature has expired" };
    if (error instanceof joseErrors.JOSEError) return { fault: "Signature verification failed" };
    throw error;
  }
}
