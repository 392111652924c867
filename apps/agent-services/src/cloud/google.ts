import { createSign } from "node:crypto";
import type { App } from "@limpid/core/platform/context";
import type { FileRemover } from "@limpid/core/storage/deletions";
import type { GoogleSettings } from "@limpid/core/storage/schema";
import { readSettings } from "@limpid/core/storage/settings";
import { z } from "zod";
import { partsOf, removeEach, sendDelete } from "./delete";

const STORAGE = "https://storage.googleapis.com";
const TOKENS = "https://oauth2.googleapis.com/token";
const SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
/** Seconds that a token is asked for; a run of the outbox is far shorter. */
const TOKEN_SEC = 3600;

/** The parts of a service account's key file that are needed. */
const ServiceAccount = z.object({ client_email: z.string(), private_key: z.string() });
const Token = z.object({ access_token: z.string() });

/** Deletes objects of Google Cloud Storage through its JSON API, as the company's service account. @param endpoints for tests */
export function googleRemover(
  app: App,
  endpoints: { readonly storage: string; readonly tokens: string } = { storage: STORAGE, tokens: TOKENS },
): FileRemover {
  return {
    async remove(urls, company) {
      const { google } = await readSettings(app, company);
      const tokens = new Map<string, Promise<string>>();
      return removeEach(urls, async (url) => {
        const [bucket = "", ...path] = partsOf(url);
        const object = path.join("/");
        if (bucket === "" || object === "") throw new Error("the address names no object");
        const key = keyFor(bucket, object, google);
        const token = tokens.get(key) ?? openSession(key, endpoints.tokens, app.now());
        tokens.set(key, token);
        const address = `/storage/v1/b/${encodeURIComponent(bucket)}/o/${encodeURIComponent(object)}`;
        await sendDelete(new URL(address, endpoints.storage), { authorization: `Bearer ${await token}` });
      });
    },
  };
}

/** The service account for an object: of its bucket with the longest fitting folder, else the one for all. @throws when there is none */
export function keyFor(bucket: string, object: string, google: GoogleSettings): string {
  const [best] = google.buckets
    .filter((one) => one.bucket === bucket && (one.subdir === "" || object.startsWith(`${one.subdir}/`)))
    .sort((one, other) => other.subdir.length - one.subdir.length);
  const key = best?.credentials_json || google.credentials_json;
  if (!key) throw new Error(`no credentials are set for gs://${bucket}`);
  return key;
}

/** An access token for a service account: a statement that it signs itself is exchanged for one (RFC 7523). */
async function openSession(key: string, tokens: string, now: Date): Promise<string> {
  const account = readAccount(key);
  const issued = Math.floor(now.getTime() / 1000);
  const claims = { iss: account.client_email, scope: SCOPE, aud: TOKENS, iat: issued, exp: issued + TOKEN_SEC };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const statement = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  const signature = createSign("RSA-SHA256").update(statement).sign(account.private_key, "base64url");
  const response = await fetch(tokens, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: `${statement}.${signature}`,
    }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`no access token for ${account.client_email}: ${response.status} ${text.slice(0, 200)}`);
  return Token.parse(JSON.parse(text)).access_token;
}

function readAccount(key: string): z.output<typeof ServiceAccount> {
  try {
    return ServiceAccount.parse(JSON.parse(key));
  } catch {
    throw new Error("credentials_json is no key file of a service account");
  }
}
