import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DiskDriver } from "../src/drivers/disk";
import { describeDriver } from "./driver-suite";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "limpid-files-"));
});
afterAll(() => rm(root, { recursive: true }));

describeDriver("disk", () => DiskDriver.open(join(root, "suite")));

it("does not follow symbolic links out of the store", async () => {
  const store = join(root, "links");
  const driver = await DiskDriver.open(store);
  await writeFile(join(root, "secret"), "secret");
  await mkdir(join(root, "outside"));
  await symlink(join(root, "secret"), join(store, "file"));
  await symlink(join(root, "outside"), join(store, "folder"));
  await expect(driver.open("file")).rejects.toMatchObject({ refusal: "outside" });
  await expect(driver.open("folder/x")).rejects.toMatchObject({ refusal: "outside" });
  await expect(driver.removeTree("folder")).rejects.toMatchObject({ refusal: "outside" });
  expect(await readdir(join(root, "outside"))).toEqual([]);
});

it("clears interrupted uploads when it opens", async () => {
  const store = join(root, "interrupted");
  await DiskDriver.open(store);
  await writeFile(join(store, ".incoming", "left-over"), "half a file");
  await DiskDriver.open(store);
  expect(await readdir(join(store, ".incoming"))).toEqual([]);
});
