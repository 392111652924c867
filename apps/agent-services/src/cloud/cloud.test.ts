import { createVerify, generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { AwsSettings, AzureSettings, GoogleSettings } from "@limpid/core/storage/schema";
import { writeSettings } from "@limpid/core/storage/settings";
import { createTestApp, type TestApp } from "@limpid/core/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { azureRemover, parseAzure } from "./azure";
import { googleRemover } from "./google";
import { accessTo, parseS3, s3Remover } from "./s3";

/** What the store behind `host` was asked, and what it answers. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

let test: TestApp;
let company: string;
let store: Server;
let host: string;
let asked: Asked[];
let answer: (request: Asked) => { status: number; body?: string };
beforeAll(async () => {
  test = await createTestApp({ now: () => new Date("2026-03-01T12:00:00Z") });
  company = test.user.company;
  store = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    const one = { method, path: url, headers, body: await text(request) };
    asked.push(one);
    const { status, body } = answer(one);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => store.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(store.address() as AddressInfo).port}`;
});
afterAll(async () => {
  store.closeAllConnections();
  await test.close();
});
beforeEach(() => {
  asked = [];
  answer = () => ({ status: 204 });
});

describe("S3", () => {
  const settings = (body: unknown) => writeSettings(test.app, company, { aws: AwsSettings.parse(body) });

  it("deletes objects under the names that they have, with the credentials of their bucket", async () => {
    await settings({
      key: "AKIA",
      secret: "of all",
      buckets: [{ bucket: "one", host, key: "OF-ONE", secret: "of one", token: "session", secure: false }],
    });
    const failures = await s3Remover(test.app).remove([`s3://${host}/one/a b/ü+%41.pkl`], company);
    expect([...failures]).toEqual([]);
    expect(asked).toMatchObject([{ method: "DELETE", path: "/one/a%20b/%C3%BC%2B%2541.pkl?x-id=DeleteObject" }]);
    expect(asked[0]?.headers.authorization).toContain("Credential=OF-ONE/");
    expect(asked[0]?.headers["x-amz-security-token"]).toBe("session");
  });

  it("says of each address why it could not be deleted, and asks no host that is not set", async () => {
    await settings({ buckets: [{ host, key: "k", secret: "s", secure: false }] });
    answer = () => ({ status: 403, body: "<Error><Code>AccessDenied</Code><Message>not yours</Message></Error>" });
    const urls = [
      `s3://${host}/one/x`,
      "s3://elsewhere:9000/one/x",
      "s3://bucket/x",
      `s3://${host}/one/../x`,
      "s3://b",
    ];
    const failures = await s3Remover(test.app).remove(urls, company);
    expect(urls.map((url) => failures.get(url))).toEqual([
      "AccessDenied: not yours",
      "no credentials are set for elsewhere:9000",
      "no credentials are set for S3",
      "the address leads up a folder",
      "the address names no object",
    ]);
    expect(asked).toHaveLength(1);
  });

  it("reads a first part as host when it has a port or is set as one", () => {
    const aws = AwsSettings.parse({ buckets: [{ host: "Minio.example", key: "k", secret: "s" }] });
    expect(parseS3("s3://bucket/a/b", aws)).toEqual({ host: "", bucket: "bucket", key: "a/b" });
    expect(parseS3("s3://minio:9000/bucket/a", aws)).toEqual({ host: "minio:9000", bucket: "bucket", key: "a" });
    expect(parseS3("s3://minio.EXAMPLE/bucket/a", aws)).toEqual({ host: "minio.example", bucket: "bucket", key: "a" });
  });

  it("prefers the bucket's credentials to those of the host, and the folder's to the bucket's", () => {
    const bucket = (key: string, more: object) => ({ host: "h:1", key, secret: "s", ...more });
    const aws = AwsSettings.parse({
      region: "eu-west-1",
      buckets: [
        bucket("host", {}),
        bucket("bucket", { bucket: "b" }),
        bucket("folder", { bucket: "b", subdir: "x/y" }),
      ],
    });
    const key = (name: string, of = "b") => accessTo({ host: "h:1", bucket: of, key: name }, aws).key;
    expect([key("x/y/z"), key("x/yz"), key("z", "other")]).toEqual(["folder", "bucket", "host"]);
    expect(accessTo({ host: "h:1", bucket: "b", key: "z" }, aws).region).toBe("eu-west-1");
  });
});

describe("Google Cloud Storage", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const private_key = privateKey.export({ type: "pkcs8", format: "pem" });
  const credentials_json = JSON.stringify({ client_email: "limpid@project.example", private_key });
  const settings = (body: unknown) => writeSettings(test.app, company, { google: GoogleSettings.parse(body) });
  const remove = (urls: string[]) =>
    googleRemover(test.app, { storage: `http://${host}`, tokens: `http://${host}/token` }).remove(urls, company);

  it("deletes objects with one access token, for which the service account signs", async () => {
    await settings({ credentials_json });
    answer = ({ path }) => (path === "/token" ? { status: 200, body: '{"access_token":"abc"}' } : { status: 404 });
    expect([...(await remove(["gs://one/a b/c.pkl", "gs://one/d"]))]).toEqual([]);
    const [token, ...deletions] = asked;
    const [head = "", claims = "", signature = ""] =
      new URLSearchParams(token?.body).get("assertion")?.split(".") ?? [];
    expect(createVerify("RSA-SHA256").update(`${head}.${claims}`).verify(publicKey, signature, "base64url")).toBe(true);
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      iss: "limpid@project.example",
      aud: "https://oauth2.googleapis.com/token",
      exp: Date.parse("2026-03-01T13:00:00Z") / 1000,
    });
    expect(deletions.map(({ method, path, headers }) => [method, path, headers.authorization]).sort()).toEqual([
      ["DELETE", "/storage/v1/b/one/o/a%20b%2Fc.pkl", "Bearer abc"],
      ["DELETE", "/storage/v1/b/one/o/d", "Bearer abc"],
    ]);
  });

  it("says what is missing or wrong, and never leaves the object's path", async () => {
    await settings({
      buckets: [
        { bucket: "one", credentials_json: "{}" },
        { bucket: "two", credentials_json },
      ],
    });
    answer = () => ({ status: 401, body: "no\0pe" });
    const urls = ["gs://one/a", "gs://two/a", "gs://three/a", "gs://two/..", "gs://two"];
    const failures = await remove(urls);
    expect(urls.map((url) => failures.get(url))).toEqual([
      "credentials_json is no key file of a service account",
      "no access token for limpid@project.example: 401 nope",
      "no credentials are set for gs://three",
      "the address leads up a folder",
      "the address names no object",
    ]);
  });
});

describe("Azure", () => {
  // the key that Microsoft's emulator publishes
  const account_key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
  const remove = (urls: string[]) => azureRemover(test.app, () => `http://${host}`).remove(urls, company);
  const at = (path: string) => `azure://devstoreaccount1.blob.core.windows.net/${path}`;
  beforeAll(() =>
    writeSettings(test.app, company, {
      azure: AzureSettings.parse({
        containers: [
          { account_name: "devstoreaccount1", account_key, container_name: "box" },
          { account_name: "another1", account_key: "eA==" },
        ],
      }),
    }),
  );

  it("deletes blobs with their snapshots, signed with the account's key", async () => {
    expect([...(await remove([at("box/a b/ü.pkl")]))]).toEqual([]);
    expect(asked).toMatchObject([
      {
        method: "DELETE",
        path: "/box/a%20b/%C3%BC.pkl",
        headers: {
          "x-ms-date": "Sun, 01 Mar 2026 12:00:00 GMT",
          "x-ms-delete-snapshots": "include",
          // the emulator took signatures made this way
          authorization: "SharedKey devstoreaccount1:lbvxVQ8/eNhZn1dRuCTUCkeHUizZuRBor60+Zsc14OA=",
        },
      },
    ]);
  });

  it("says what is missing or wrong, and asks no host but Microsoft's", async () => {
    answer = () => ({ status: 409, body: "leased" });
    const urls = [at("box/a"), at("other/a"), at("box"), at("box/../a"), "azure://evil.example/box/a"];
    const failures = await remove(urls);
    expect(urls.map((url) => failures.get(url))).toEqual([
      `${host} answered 409: leased`,
      "no credentials are set for azure://devstoreaccount1/other",
      "the address names no blob",
      "the address leads up a folder",
      "the address names no blob",
    ]);
    expect(parseAzure("azure://Another1.Blob.core.windows.net/c/d/e")).toMatchObject({
      account: "another1",
      blob: "d/e",
    });
  });
});
