import { Agent } from "node:https";
import type { S3Client } from "@aws-sdk/client-s3";
import type { App } from "@limpid/core/platform/context";
import type { FileRemover } from "@limpid/core/storage/deletions";
import type { AwsBucket, AwsSettings } from "@limpid/core/storage/schema";
import { readSettings } from "@limpid/core/storage/settings";
import { partsOf, removeEach } from "./delete";

/** Where Amazon looks for a bucket when the settings name no region; it redirects to the right one. */
const DEFAULT_REGION = "us-east-1";

/** An object as `s3://bucket/key` or `s3://host:port/bucket/key` names it; clients do not quote such addresses. */
export interface S3Object {
  /** "" for Amazon. */
  readonly host: string;
  readonly bucket: string;
  readonly key: string;
}

/** What is needed to reach a bucket. */
type Access = Pick<
  AwsBucket,
  "host" | "key" | "secret" | "token" | "region" | "secure" | "verify" | "use_credentials_chain"
>;

/** Deletes objects of S3, and of other stores that speak S3, with the company's credentials. */
export function s3Remover(app: App): FileRemover {
  return {
    async remove(urls, company) {
      const { aws } = await readSettings(app, company);
      const clients = new Map<string, Promise<S3Client>>();
      try {
        return await removeEach(urls, async (url) => {
          const object = parseS3(url, aws);
          const access = accessTo(object, aws);
          const key = JSON.stringify(access);
          const client = clients.get(key) ?? connect(access);
          clients.set(key, client);
          const { DeleteObjectCommand } = await import("@aws-sdk/client-s3");
          // S3 answers the same for what is not there
          await (await client).send(new DeleteObjectCommand({ Bucket: object.bucket, Key: object.key }));
        });
      } finally {
        for (const client of clients.values()) (await client).destroy();
      }
    },
  };
}

/**
 * Takes an address apart. Its first part is a host when it has a port or the settings know it as one, as clients read it.
 * @throws when it names no object.
 */
export function parseS3(url: string, aws: AwsSettings): S3Object {
  const [first = "", ...rest] = partsOf(url);
  const isHost = first.includes(":") || aws.buckets.some(({ host }) => host.toLowerCase() === first.toLowerCase());
  const [bucket = "", ...path] = isHost ? rest : [first, ...rest];
  const key = path.join("/");
  if (bucket === "" || key === "") throw new Error("the address names no object");
  return { host: isHost ? first.toLowerCase() : "", bucket, key };
}

/**
 * The credentials for an object: of its bucket with the longest fitting folder, of all buckets on its host, or those for all of Amazon's
 * buckets. Hosts that the settings do not name are not asked, whatever an address says.
 * @throws when there are none.
 */
export function accessTo({ host, bucket, key }: S3Object, aws: AwsSettings): Access {
  const fit = (one: AwsBucket) => (one.bucket === "" ? 0 : 1) + (isBelow(key, one.subdir) ? one.subdir.length + 1 : 0);
  const [best] = aws.buckets
    .filter((one) => one.host.toLowerCase() === host && (one.bucket === "" || one.bucket === bucket))
    .sort((one, other) => fit(other) - fit(one));
  if (best) return { ...best, region: best.region || aws.region || "" };
  if (host !== "") throw new Error(`no credentials are set for ${host}`);
  if (!aws.use_credentials_chain && !(aws.key && aws.secret)) throw new Error("no credentials are set for S3");
  return {
    host,
    key: aws.key ?? "",
    secret: aws.secret ?? "",
    token: aws.token ?? "",
    region: aws.region ?? "",
    secure: true,
    verify: true,
    use_credentials_chain: aws.use_credentials_chain,
  };
}

function isBelow(key: string, folder: string): boolean {
  return folder !== "" && key.startsWith(`${folder}/`);
}

/** Loaded when first needed: most installations keep their files on Limpid's own file server. */
async function connect(access: Access): Promise<S3Client> {
  const { S3Client } = await import("@aws-sdk/client-s3");
  const { host, key, secret, token, secure, verify, region, use_credentials_chain } = access;
  return new S3Client({
    region: region || DEFAULT_REGION,
    followRegionRedirects: host === "",
    ...(host === "" ? {} : { endpoint: `${secure ? "https" : "http"}://${host}`, forcePathStyle: true }),
    ...(use_credentials_chain
      ? {}
      : {
          credentials: { accessKeyId: key, secretAccessKey: secret, ...(token === "" ? {} : { sessionToken: token }) },
        }),
    maxAttempts: 2,
    // stores other than Amazon's do not all know the newer checksums
    requestChecksumCalculation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: 10_000,
      requestTimeout: 60_000,
      ...(verify ? {} : { httpsAgent: new Agent({ rejectUnauthorized: false }) }),
    },
  });
}
