import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errors } from "@limpid/core/platform/errors";
import { ANONYMOUS, type Authenticator, type Role } from "@limpid/core/platform/identity";
import { DiskGuard } from "@limpid/core/storage/space";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DiskDriver } from "../src/drivers/disk";
import { createFileServer } from "../src/server";

const MIB = 1024 * 1024;
const isRoot = process.getuid?.() === 0;

/** The token names the role. */
const authenticator: Authenticator = {
  authenticate: async ({ authorization }) => {
    const name = authorization?.replace("Bearer ", "");
    if (name === "service") return { ...ANONYMOUS, user: "__limpid__", company: "__limpid__", role: "user" };
    if (name === "user" || name === "admin") return { ...ANONYMOUS, user: name, role: name as Role };
    throw errors.invalidToken();
  },
  impersonate: async (identity) => identity,
};

let root: string;
let server: FastifyInstance;
let url: string;
let now = 0;
/** Of the disk where nobody may mount one. */
let madeUp = 32 * MIB;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "limpid-files-"));
  if (isRoot) {
    const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=32m", "tmpfs", root], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`mount: ${stderr}`);
  }
  server = createFileServer({
    ...{ authenticator, healthy: async () => true, webUrl: "http://web.example:8080", log: pino({ level: "silent" }) },
    driver: await DiskDriver.open(root),
    disk: new DiskGuard({
      ...{ name: "the files", folder: root, reserve: 8 * MIB, clock: () => (now += 1000) },
      ...(isRoot ? {} : { measure: async () => ({ free: madeUp, total: 32 * MIB }) }),
    }),
  });
  url = await server.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await server.close();
  if (isRoot) spawnSync("umount", [root]);
  await rm(root, { recursive: true, force: true });
});

const as = (name: string) => ({ headers: { authorization: `Bearer ${name}` } });
function upload(path: string, content: Blob | string) {
  const body = new FormData();
  body.append(path, new Blob([content]), "file.bin");
  return fetch(`${url}/`, { method: "POST", body, ...as("user") });
}
const disk = async () => ((await (await fetch(`${url}/health`)).json()) as { disk: { low: boolean } }).disk;

it("uploads are refused while the disk is almost full, reading and deleting go on, and they resume by themselves", async () => {
  expect((await upload("small", "x")).status).toBe(200);
  expect(await disk()).toMatchObject({ low: false, reserve: 8 * MIB });
  await writeFile(join(root, "large"), Buffer.alloc(isRoot ? 26 * MIB : 1));
  madeUp = 6 * MIB;
  const refused = await upload("refused", "x");
  expect([refused.status, await refused.text()]).toEqual([
    507,
    expect.stringMatching(/^Low disk space .*nothing was stored/),
  ]);
  expect(await disk()).toMatchObject({ low: true });
  expect(await (await fetch(`${url}/small`, as("user"))).text()).toBe("x");
  expect((await fetch(`${url}/large`, { method: "DELETE", ...as("user") })).status).toBe(200);
  madeUp = 32 * MIB;
  expect((await upload("small", "y")).status).toBe(200);
  expect(await disk()).toMatchObject({ low: false });
});

it.runIf(isRoot)("an upload that would fill the disk is cut off before, and nothing of it is kept", async () => {
  const answer = await upload("huge", new Blob([new Uint8Array(30 * MIB)]));
  expect(answer.status).toBe(507);
  expect(await readdir(join(root, ".incoming"))).toEqual([]);
  expect((await fetch(`${url}/huge`, as("user"))).status).toBe(404);
  expect((await upload("after", "x")).status).toBe(200);
});

it("administrators and the server itself are told what the files come to, others are not", async () => {
  const task = "0f".repeat(16);
  await upload(`p/a run.${task}/artifacts/a/one.bin`, "12345");
  await upload(`p/a run.${task}/artifacts/b/two.bin`, "123");
  const sums = (name: string) => fetch(`${url}/sums`, { method: "POST", ...as(name) });
  expect((await sums("user")).status).toBe(403);
  for (const name of ["admin", "service"]) {
    const lines = (await (await sums(name)).text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(lines.at(-1)).toEqual({ end: true });
    expect(lines).toContainEqual({ owner: task, kind: "artifacts", files: 2, bytes: 8 });
  }
});
