import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, it } from "vitest";
import { type Driver, PathError } from "../src/drivers/driver";

/** What every driver must do; each engine's test calls this with its own factory. */
export function describeDriver(name: string, open: () => Promise<Driver>): void {
  describe(`driver: ${name}`, () => {
    let driver: Driver;
    beforeAll(async () => {
      driver = await open();
    });
    const put = (path: string, content: string) => driver.put(path, Readable.from([Buffer.from(content)]));
    const get = async (path: string, range?: { start: number; end: number }) => {
      const file = await driver.open(path);
      return file && text(file.read(range));
    };

    it("gives back what was stored, whole or in part", async () => {
      await put("a/b/c.txt", "hello world");
      expect(await get("a/b/c.txt")).toBe("hello world");
      expect(await get("a/b/c.txt", { start: 6, end: 8 })).toBe("wor");
      expect((await driver.open("a/b/c.txt"))?.size).toBe(11);
    });

    it("lists every file with its size, however deep", async () => {
      const names = ["list/top", "list/a folder/one", "list/a folder/deeper/two", "list/ünï cödé"];
      for (const name of names) await put(name, name);
      await Promise.all(Array.from({ length: 150 }, (_, index) => put(`list/many/${index}`, "x")));
      const listed = [];
      for await (const file of driver.list()) if (file.path.startsWith("list/")) listed.push(file);
      expect(new Set(listed.map(({ path }) => path)).size).toBe(154);
      expect(listed).toHaveLength(154);
      for (const name of names) expect(listed).toContainEqual({ path: name, size: Buffer.byteLength(name) });
    });

    it("replaces a file as a whole, with another etag", async () => {
      await put("replaced", "one");
      const before = await driver.open("replaced");
      await put("replaced", "two!");
      expect(await get("replaced")).toBe("two!");
      expect((await driver.open("replaced"))?.etag).not.toBe(before?.etag);
    });

    it("keeps the old file when a new one breaks off", async () => {
      await put("kept", "old");
      const broken = Readable.from(
        (async function* () {
          yield Buffer.from("new, but");
          throw new Error("the line broke");
        })(),
      );
      await expect(driver.put("kept", broken)).rejects.toThrow("the line broke");
      expect(await get("kept")).toBe("old");
    });

    it.each(["../out", "a/../../out", "/etc/passwd", "..", "nul\0byte", ".incoming/x"])("refuses %j", async (path) => {
      await expect(put(path, "x")).rejects.toBeInstanceOf(PathError);
      await expect(driver.open(path)).rejects.toBeInstanceOf(PathError);
      await expect(driver.removeTree(path)).rejects.toBeInstanceOf(PathError);
    });

    it.each(["", ".", "./", "a/.."])("never removes the store itself (%j)", async (path) => {
      await put("still/here", "x");
      await expect(driver.removeTree(path)).rejects.toBeInstanceOf(PathError);
      expect(await get("still/here")).toBe("x");
    });

    it("says a collision of file and folder", async () => {
      await put("both/file", "x");
      await expect(put("both", "x")).rejects.toMatchObject({ refusal: "conflict" });
      await expect(put("both/file/below", "x")).rejects.toMatchObject({ refusal: "conflict" });
      expect(await get("both/file")).toBe("x");
    });

    it("removes files one by one, folders only by removeTree", async () => {
      await put("gone/1", "x");
      await put("gone/2", "x");
      expect(await driver.remove("gone")).toBe(false);
      expect(await driver.remove("gone/1")).toBe(true);
      expect(await driver.remove("gone/1")).toBe(false);
      expect(await driver.removeTree("gone")).toBe(true);
      expect(await driver.open("gone/2")).toBeNull();
    });

    it("stores into a folder that is being emptied at the same moment", async () => {
      await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          await put(`busy/${index}`, "x");
          await driver.remove(`busy/${index}`);
        }),
      );
      await put("busy/last", "x");
      expect(await get("busy/last")).toBe("x");
    });
  });
}
