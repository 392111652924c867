import { isAdministrator } from "../auth/authority";
import { deriveKey } from "../auth/keys";
import type { App } from "../platform/context";
import { errors } from "../platform/errors";
import type { Identity } from "../platform/identity";
import { AwsSettings, AzureSettings, GoogleSettings, PROVIDERS, type Provider, type StorageSettings } from "./schema";
import { seal, unseal } from "./seal";

const NAMES = Object.keys(PROVIDERS) as Provider[];

/** What reading and writing settings takes; a call's context has it, and so have jobs. */
type Access = Pick<App, "settings" | "log" | "now"> & { readonly db: Pick<App["db"], "storageSettings"> };

/** A company's settings in clear, for the server's own use and administrators'. */
export async function readSettings(
  { db, settings, log }: Omit<Access, "now">,
  company: string,
): Promise<StorageSettings & { readonly last_update: Date | null }> {
  const row = await db.storageSettings.findUnique({ where: { company } });
  const read = (provider: Provider): unknown => {
    const sealed = row?.[provider];
    if (!sealed) return {};
    const text = unseal(keyOf(settings.token_secret), placeOf(company, provider), sealed);
    if (text === null) log.warn({ provider }, "storage settings were sealed with another token secret: set them anew");
    return text === null ? {} : JSON.parse(text);
  };
  return {
    aws: AwsSettings.parse(read("aws")),
    google: GoogleSettings.parse(read("google")),
    azure: AzureSettings.parse(read("azure")),
    last_update: row?.last_update ?? null,
  };
}

/** Replaces the settings of each provider given, as a whole; null forgets them. */
export async function writeSettings(
  { db, settings, now }: Omit<Access, "log">,
  company: string,
  changes: { readonly [P in Provider]?: StorageSettings[P] | null },
): Promise<void> {
  const sealed = Object.fromEntries(
    NAMES.filter((provider) => changes[provider] !== undefined).map((provider) => {
      const change = changes[provider];
      const place = placeOf(company, provider);
      return [
        provider,
        change ? new Uint8Array(seal(keyOf(settings.token_secret), place, JSON.stringify(change))) : null,
      ];
    }),
  );
  const data = { ...sealed, last_update: now() };
  await db.storageSettings.upsert({ where: { company }, create: { company, ...data }, update: data });
}

/** Who does not see credentials may not replace them either. @throws 403/20 */
export function requireAdministrator(identity: Pick<Identity, "role">): void {
  if (!isAdministrator(identity)) throw errors.roleNotAllowed({ role: identity.role });
}

/** What stands where a secret is, for people who may know only that there is one. */
const MASK = "******";

/** The settings without their secrets (wire-protocol §16.4). */
export function maskSecrets({ aws, google, azure }: StorageSettings): StorageSettings {
  const mask = <Value extends string | undefined>(secret: Value) => (secret ? MASK : secret);
  return {
    aws: {
      ...aws,
      secret: mask(aws.secret),
      token: mask(aws.token),
      buckets: aws.buckets.map((bucket) => ({
        ...bucket,
        secret: mask(bucket.secret),
        token: mask(bucket.token),
      })),
    },
    google: {
      ...google,
      credentials_json: mask(google.credentials_json),
      buckets: google.buckets.map((bucket) => ({ ...bucket, credentials_json: mask(bucket.credentials_json) })),
    },
    azure: {
      containers: azure.containers.map((container) => ({ ...container, account_key: mask(container.account_key) })),
    },
  };
}

function keyOf(tokenSecret: string): Buffer {
  return deriveKey(tokenSecret, "storage settings");
}

function placeOf(company: string, provider: Provider): string {
  return `${company} ${provider}`;
}
