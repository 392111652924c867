import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createTestApp, type TestApp } from "../testing";
import { deleteDueFiles, type FileRemover } from "./deletions";
import { pathOnFileServer, storageOf } from "./outbox";

const MINUTE = 60_000;
const DAY = 86_400_000;

let time = Date.parse("2026-01-02T03:04:05Z");
let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ now: () => new Date(time) });
});
afterAll(() => test.close());
beforeEach(() => test.app.db.fileDeletion.deleteMany());

const schedule = (urls: readonly string[], storage = "fileserver") =>
  test.app.db.fileDeletion.createMany({
    data: urls.map((url) => ({
      id: url,
      company: test.user.company,
      user: test.user.user,
      url,
      storage,
      created: new Date(time),
      next_attempt: new Date(time),
    })),
  });

const rows = () => test.app.db.fileDeletion.findMany({ orderBy: { id: "asc" } });

/** Refuses what is named; notes what it was asked. */
function remover(refused: Readonly<Record<string, string>> = {}): FileRemover & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    remove: async (urls) => {
      asked.push(...urls);
      return new Map(urls.flatMap((url) => (refused[url] ? [[url, refused[url]] as const] : [])));
    },
  };
}

it("deletes what is due, and each address once", async () => {
  await schedule(["a", "b"]);
  await test.app.db.fileDeletion.updateMany({ where: { id: "b" }, data: { url: "a" } });
  await schedule(["later"]);
  await test.app.db.fileDeletion.updateMany({
    where: { id: "later" },
    data: { next_attempt: new Date(time + MINUTE) },
  });
  const fileserver = remover();
  expect(await deleteDueFiles(test.app, { fileserver })).toEqual({ deleted: 2, failed: 0, dropped: 0 });
  expect(fileserver.asked).toEqual(["a"]);
  expect((await rows()).map(({ id }) => id)).toEqual(["later"]);
});

it("tries three times a minute apart, then once a day, and gives up after a month", async () => {
  await schedule(["a", "stuck"]);
  const fileserver = remover({ stuck: "Permission denied" });
  const tries: number[] = [];
  const began = time;
  for (let waited = 0; waited <= 31 * DAY; waited += waited < 10 * MINUTE ? MINUTE / 2 : DAY / 2) {
    time = began + waited;
    const before = fileserver.asked.length;
    await deleteDueFiles(test.app, { fileserver });
    if (fileserver.asked.length > before) tries.push(waited);
    const [row] = await rows();
    if (row) expect(row).toMatchObject({ id: "stuck", last_error: "Permission denied", attempts: tries.length });
  }
  expect(tries.slice(0, 3)).toEqual([0, MINUTE, 2 * MINUTE]);
  expect(tries[3]).toBeGreaterThanOrEqual(DAY + 2 * MINUTE);
  expect(tries.length).toBeGreaterThan(30);
  expect(await rows()).toEqual([]);
});

it("says what is missing when a storage has no client, and what went wrong when it cannot be reached", async () => {
  await schedule(["s3://bucket/key"], "s3");
  await schedule(["http://files/a"]);
  const unreachable: FileRemover = {
    remove: () => Promise.reject(new Error("fetch failed", { cause: new Error("connect ECONNREFUSED") })),
  };
  expect(await deleteDueFiles(test.app, { fileserver: unreachable })).toMatchObject({ deleted: 0, failed: 2 });
  expect(await rows()).toMatchObject([
    { last_error: "fetch failed: connect ECONNREFUSED" },
    { last_error: "no client or credentials for s3 are set up on this server" },
  ]);
});

it("is worked off by any number of workers without asking twice", async () => {
  const urls = Array.from({ length: 700 }, (_, index) => `file ${index}`);
  await schedule(urls);
  const workers = Array.from({ length: 5 }, () => remover());
  const done = await Promise.all(workers.map((fileserver) => deleteDueFiles(test.app, { fileserver })));
  expect(done.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(700);
  expect(workers.flatMap(({ asked }) => asked).sort()).toEqual([...urls].sort());
});

it("goes on where a worker died in the middle", async () => {
  await schedule(["a", "b"]);
  const dying = deleteDueFiles(test.app, { fileserver: { remove: () => new Promise(() => {}) } });
  await expect.poll(async () => (await rows()).map(({ attempts }) => attempts)).toEqual([1, 1]);
  time += MINUTE;
  expect(await deleteDueFiles(test.app, { fileserver: remover() })).toMatchObject({ deleted: 2 });
  expect(await Promise.race([dying, "never answered"])).toBe("never answered");
});

it("knows its own addresses and leaves others alone", () => {
  const settings = { files_url: "http://files.test:8081", web_url: "https://limpid.test" };
  const path = (url: string) => pathOnFileServer(url, settings);
  expect(path("http://files.test:8081/p/t%20one.id/models/a%2Bb.bin")).toBe("p/t%20one.id/models/a%2Bb.bin");
  expect(path("https://limpid.test/files/p/a.png?download#x")).toBe("p/a.png");
  for (const other of [
    "http://files.test:80810/a",
    "http://files.test:8081",
    "http://files.test:8081/",
    "http://files.test:8081/?all",
    "https://limpid.test/filesystem/a",
    "http://evil.test/http://files.test:8081/a",
  ]) {
    expect(path(other), other).toBeNull();
    expect(storageOf(other, settings), other).toBeNull();
  }
  expect(["s3://b/k", "gs://b/k", "azure://a.blob/c/k", "S3://b"].map((url) => storageOf(url, settings))).toEqual([
    "s3",
    "gs",
    "azure",
    "s3",
  ]);
  for (const none of ["file:///etc/passwd", "", "://", "relative/path", "ftp://s3://b"]) {
    expect(storageOf(none, settings), none).toBeNull();
  }
});
