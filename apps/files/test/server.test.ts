import { mkdtemp, readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { errors } from "@limpid/core/platform/errors";
import { ANONYMOUS, type Authenticator } from "@limpid/core/platform/identity";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DiskDriver } from "../src/drivers/disk";
import { createFileServer, type FilesOptions } from "../src/server";

/** Who may come in is the auth domain's and tested there (and by the recorded exchanges, against the real one). */
const authenticator: Authenticator = {
  authenticate: async ({ authorization, cookie }) => {
    if (authorization === "Bearer good" || cookie === "good") return { ...ANONYMOUS, user: "u", role: "user" };
    throw errors.invalidToken();
  },
  impersonate: async (identity) => identity,
};
const options: Omit<FilesOptions, "driver"> = {
  authenticator,
  healthy: async () => true,
  webUrl: "http://web.example:8080",
  log: pino({ level: "silent" }),
  uploadLimit: 1_000_000,
};
const BEARER = { authorization: "Bearer good" };

let root: string;
let server: FastifyInstance;
let url: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "limpid-files-"));
  server = createFileServer({ ...options, driver: await DiskDriver.open(root) });
  url = await server.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await server.close();
  await rm(root, { recursive: true });
});

function upload(files: Record<string, string>, headers: Record<string, string> = BEARER) {
  const body = new FormData();
  for (const [path, content] of Object.entries(files)) body.append(path, new Blob([content]), "file.bin");
  return fetch(`${url}/`, { method: "POST", headers, body });
}

describe("uploads", () => {
  it("keeps a file longer than a hundred characters of path, under its field name", async () => {
    const path = `${"deep/".repeat(40)}ünï cödé.txt`;
    expect(await (await upload({ [path]: "x" })).json()).toEqual([path]);
    const answer = await fetch(`${url}/${path.split("/").map(encodeURIComponent).join("/")}`, { headers: BEARER });
    expect(await answer.text()).toBe("x");
  });

  it("refuses a file over the limit with 413 and keeps nothing of it", async () => {
    const answer = await upload({ "too/large": "x".repeat(1_000_001) });
    expect(answer.status).toBe(413);
    expect((await fetch(`${url}/too/large`, { headers: BEARER })).status).toBe(404);
    expect(await readdir(join(root, ".incoming"))).toEqual([]);
  });

  it("keeps nothing of a file whose sender went away", async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(url).port), "127.0.0.1", () => {
        const part = '--b\r\nContent-Disposition: form-data; name="half"; filename="f"\r\n\r\nhalf of it';
        socket.write(
          `POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 10000\r\n\r\n${part}`,
        );
        socket.end();
      });
      socket.on("close", () => resolve());
      socket.resume();
    });
    await expect.poll(() => readdir(join(root, ".incoming"))).toEqual([]);
    expect((await fetch(`${url}/half`, { headers: BEARER })).status).toBe(404);
  });

  it("answers 409 when a folder stands where the file should go", async () => {
    await upload({ "taken/x": "x" });
    expect((await upload({ taken: "x" })).status).toBe(409);
  });
});

describe("security", () => {
  it("never serves HTML or SVG so that it could act as the web UI", async () => {
    await upload({ "page.html": "<script>1</script>", "image.svg": "<svg/>" });
    for (const name of ["page.html", "image.svg"]) {
      const answer = await fetch(`${url}/${name}`, { headers: BEARER });
      expect(answer.headers.get("content-security-policy")).toMatch(/^sandbox/);
      expect(answer.headers.get("content-security-policy")).not.toMatch(/allow-same-origin/);
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  it("refuses a change by cookie from a foreign page, and takes one from the web UI", async () => {
    await upload({ "cookie/x": "x" });
    const remove = (headers: Record<string, string>) =>
      fetch(`${url}/cookie/x`, { method: "DELETE", headers: { cookie: "clearml_token_basic=good", ...headers } });
    expect((await remove({ origin: "http://evil.example", "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await remove({ "sec-fetch-site": "none" })).status).toBe(403);
    expect((await remove({ origin: "http://web.example:8080", "sec-fetch-site": "same-site" })).status).toBe(200);
  });

  it("never lets a browser send its cookie along from another origin", async () => {
    const answer = await fetch(`${url}/`, { headers: { origin: "http://evil.example" } });
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  });
});

it("closes as soon as the answer under way is out, whatever the connection's keep-alive", async () => {
  const content = new PassThrough();
  const file = { size: 4, modified: new Date(), etag: "e", read: () => content };
  const driver = Object.assign(await DiskDriver.open(root), { open: async () => file });
  const other = createFileServer({ ...options, driver });
  const { port } = new URL(await other.listen({ host: "127.0.0.1", port: 0 }));
  const socket = connect(Number(port), "127.0.0.1", () =>
    socket.write("GET /slow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\n\r\n"),
  );
  const gone = new Promise((resolve) => socket.once("close", resolve));
  content.write("la");
  await new Promise((resolve) => socket.once("data", resolve));
  const closed = other.close();
  await expect.poll(() => other.server.listening).toBe(false);
  content.end("te");
  await closed;
  await gone;
});

it("answers a range that the file has in part, and If-Range of an older file with the whole", async () => {
  await upload({ "range.txt": "0123456789" });
  const part = await fetch(`${url}/range.txt`, { headers: { ...BEARER, range: "bytes=8-100" } });
  expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([206, "bytes 8-9/10", "89"]);
  const whole = await fetch(`${url}/range.txt`, { headers: { ...BEARER, range: "bytes=8-", "if-range": '"older"' } });
  expect([whole.status, await whole.text()]).toEqual([200, "0123456789"]);
});
