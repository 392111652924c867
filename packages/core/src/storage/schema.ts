import { z } from "zod";

// Clients leave fields out or send null; afterwards each is there with its standard value. `pipe` tells OpenAPI what comes out.
const filled = z
  .string()
  .nullish()
  .transform((sent) => sent ?? "")
  .pipe(z.string());
const flag = (standard: boolean) =>
  z
    .boolean()
    .nullish()
    .transform((sent) => sent ?? standard)
    .pipe(z.boolean());
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined)
  .pipe(z.string().optional());

/** Names of buckets and folders come with quotes and slashes around them. */
const place = filled.transform((name) => name.replace(/^["'/]+|["'/]+$/g, "")).pipe(z.string());

/** One bucket of S3 with credentials of its own, or of another store that speaks S3 (`host`). */
export const AwsBucket = z.object({
  bucket: place,
  subdir: place,
  /** `host[:port]` of a store that is not Amazon's. */
  host: filled,
  key: filled,
  secret: filled,
  token: filled,
  multipart: flag(true),
  acl: filled,
  /** https to `host`. */
  secure: flag(true),
  region: filled,
  /** Whether the certificate of `host` is checked. */
  verify: flag(true),
  /** Credentials of the machine: environment, instance role. */
  use_credentials_chain: flag(false),
});
export type AwsBucket = z.output<typeof AwsBucket>;

const hasCredentials = ({ key, secret, use_credentials_chain }: AwsBucket) =>
  use_credentials_chain || (key !== "" && secret !== "");

export const AwsSettings = z.object({
  key: text,
  secret: text,
  region: text,
  token: text,
  use_credentials_chain: flag(false),
  /** Buckets without credentials of their own say nothing and are dropped, as clients do. */
  buckets: z
    .array(AwsBucket)
    .nullish()
    .transform((buckets) => (buckets ?? []).filter(hasCredentials)),
});
export type AwsSettings = z.output<typeof AwsSettings>;

export const GoogleBucket = z.object({ bucket: place, subdir: place, project: text, credentials_json: text });
export type GoogleBucket = z.output<typeof GoogleBucket>;

export const GoogleSettings = z.object({
  project: text,
  /** A service account's key file. */
  credentials_json: text,
  buckets: z
    .array(GoogleBucket)
    .nullish()
    .transform((buckets) => buckets ?? []),
});
export type GoogleSettings = z.output<typeof GoogleSettings>;

export const AzureContainer = z.object({ account_name: text, account_key: text, container_name: text });
export type AzureContainer = z.output<typeof AzureContainer>;

export const AzureSettings = z.object({
  containers: z
    .array(AzureContainer)
    .nullish()
    .transform((containers) => containers ?? []),
});
export type AzureSettings = z.output<typeof AzureSettings>;

/** The settings of each cloud provider (wire-protocol §12, storage). */
export const PROVIDERS = { aws: AwsSettings, google: GoogleSettings, azure: AzureSettings } as const;
export type Provider = keyof typeof PROVIDERS;

/** What a company has set, and what holds where it has set nothing. */
export interface StorageSettings {
  readonly aws: AwsSettings;
  readonly google: GoogleSettings;
  readonly azure: AzureSettings;
}
