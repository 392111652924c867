import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DiskDriver } from "@limpid/files/drivers/disk";
import { createFileServer } from "@limpid/files/server";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { fileDeletions } from "../src/jobs/file-deletions";
import { listen, type Running, startApp } from "./running";

const FILES = "http://files.test:8081";

let running: Running;
let root: string;
let files: ReturnType<typeof createFileServer>;
let filesUrl: string;
beforeAll(async () => {
  running = await startApp(FILES);
  root = await mkdtemp(join(tmpdir(), "limpid-deletions-"));
  files = createFileServer({
    driver: await DiskDriver.open(root),
    authenticator: running.app.authenticator,
    healthy: async () => true,
    webUrl: "http://web.test:8080",
    log: running.app.log,
  });
  filesUrl = await files.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await files.close();
  await running.close();
  await rm(root, { recursive: true });
});
beforeEach(() => running.app.db.fileDeletion.deleteMany());

const work = (url = filesUrl) => fileDeletions.run({ app: running.app, filesUrl: url }, {});

async function store(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(root, dirname(path)), { recursive: true });
    await writeFile(join(root, path), "content");
  }
}

/** The files that are left. */
const left = async () =>
  (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();

it("deletes on the file server what the SDK has named, and nothing else", async () => {
  await store("p/run one.id/models/a+b.bin", "p/run one.id/models/a b.bin", "p/kept.bin", "ünï/50%.png");
  await running.schedule([
    `${FILES}/p/run%20one.id/models/a%2Bb.bin`,
    `${FILES}/%C3%BCn%C3%AF/50%25.png`,
    `${FILES}/never/was.bin`,
  ]);
  expect(await work()).toBe("deleted 3 files, 0 failed, gave up 0");
  expect(await left()).toEqual(["p/kept.bin", "p/run one.id/models/a b.bin"]);
  expect(await running.outbox()).toEqual([]);
  expect(await work()).toBeUndefined();
});

it("knows files by the web origin's address too, and a bare plus as itself", async () => {
  await store("a+b.bin", "a b.bin");
  await running.schedule(["http://web.test:8080/files/a+b.bin", `${FILES}/a+b.bin`]);
  expect(await work()).toBe("deleted 2 files, 0 failed, gave up 0");
  expect(await left()).toContain("a b.bin");
  expect(await left()).not.toContain("a+b.bin");
});

it("never leaves the store or empties it", async () => {
  await store("kept.bin");
  const hostile = ["..%2f..%2fetc", ".", "%2e", "/kept.bin", "%00", ".incoming"].map((path) => `${FILES}/${path}`);
  await running.schedule(hostile);
  await work();
  expect(await left()).toContain("kept.bin");
});

it("acts for an account that nobody can log in as and no list shows, by a token that soon ends", async () => {
  await running.schedule([`${FILES}/x`]);
  await work();
  const [session] = await running.app.db.session.findMany({ orderBy: { created: "desc" }, take: 1 });
  expect(session?.user).toBe("__limpid__");
  const seconds = ((session?.expires_at?.getTime() ?? 0) - (session?.created.getTime() ?? 0)) / 1000;
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  const account = await running.app.db.user.findUniqueOrThrow({ where: { id: "__limpid__" } });
  expect(account).toMatchObject({ is_internal: true, username: null, password_hash: null });
  expect(await running.app.db.credential.count({ where: { user: account.id } })).toBe(0);
});

it("keeps what it could not delete, and says why", async () => {
  await running.schedule([`${FILES}/a`, "http://elsewhere.test/b"]);
  const answers = [
    { status: 503, body: "closed for repairs" },
    { status: 200, body: "<html>not what was asked for</html>" },
    { status: 200, body: JSON.stringify({ deleted: {}, errors: { "Permission denied": ["a"] } }) },
    { status: 200, body: JSON.stringify({ deleted: {}, errors: {} }) },
  ];
  const reasons = [/answered 503: closed for repairs/, /JSON/, /^Permission denied$/, /did not say/];
  for (const [index, { status, body }] of answers.entries()) {
    const server = await listen((_request, response) => response.writeHead(status).end(body));
    await running.app.db.fileDeletion.updateMany({ data: { next_attempt: new Date(0) } });
    expect(await work(server.url)).toMatch(/deleted 0 files, 2 failed/);
    await server.close();
    expect((await running.outbox()).find(({ url }) => url.endsWith("/a"))).toMatchObject({
      attempts: index + 1,
      last_error: expect.stringMatching(reasons[index] as RegExp),
    });
  }
  await running.app.db.fileDeletion.updateMany({ data: { next_attempt: new Date(0) } });
  await work("http://127.0.0.1:1");
  const [a, b] = await running.outbox();
  expect([a?.last_error, b?.last_error].join()).toMatch(/fetch failed/);
});
