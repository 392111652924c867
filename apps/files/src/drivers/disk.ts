import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, type Stats } from "node:fs";
import { lstat, mkdir, open, readdir, rename, rm, rmdir, unlink } from "node:fs/promises";
import { dirname, join, normalize, sep } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Driver, PathError, type StoredFile } from "./driver";

/** Holds files on their way in. Its name cannot be reached from outside: {@link DiskDriver.locate} refuses it. */
const INCOMING = ".incoming";

/** Files of one folder that are looked at together. */
const STATS_AT_ONCE = 64;

/** Files as files below one folder. */
export class DiskDriver implements Driver {
  private constructor(private readonly root: string) {}

  /** Opens the store, making its folder when needed, and clears what interrupted uploads left behind. */
  static async open(root: string): Promise<DiskDriver> {
    await rm(join(root, INCOMING), { recursive: true, force: true });
    await mkdir(join(root, INCOMING), { recursive: true, mode: 0o750 });
    return new DiskDriver(root);
  }

  async put(path: string, content: Readable): Promise<void> {
    const target = this.locate(path);
    await this.refuseLinks(path);
    const incoming = join(this.root, INCOMING, randomUUID());
    try {
      // `flush` writes to the disk before closing, so that the rename below never names an empty file after a power cut.
      await pipeline(content, createWriteStream(incoming, { flags: "wx", mode: 0o640, flush: true }));
      await moveInto(incoming, target);
      await syncFolder(dirname(target));
    } catch (error) {
      await rm(incoming, { force: true });
      throw isCode(error, "EISDIR", "ENOTDIR", "EEXIST", "ENOTEMPTY")
        ? new PathError("conflict", `${path} collides with a folder or file of that name`)
        : error;
    }
  }

  async open(path: string): Promise<StoredFile | null> {
    const target = this.locate(path);
    await this.refuseLinks(path);
    const stats = await this.stat(target);
    if (!stats?.isFile()) return null;
    return {
      size: stats.size,
      modified: stats.mtime,
      etag: `${stats.size.toString(16)}-${Math.floor(stats.mtimeMs * 1000).toString(16)}-${stats.ino.toString(16)}`,
      read: (range) => createReadStream(target, { ...range }),
    };
  }

  async remove(path: string): Promise<boolean> {
    const target = this.locate(path);
    await this.refuseLinks(path);
    if (!(await this.stat(target))?.isFile()) return false;
    await unlink(target);
    await this.dropEmptyFolders(dirname(target));
    return true;
  }

  async removeTree(path: string): Promise<boolean> {
    const target = this.locate(path);
    await this.refuseLinks(path);
    if (!(await this.stat(target))) return false;
    await rm(target, { recursive: true });
    await this.dropEmptyFolders(dirname(target));
    return true;
  }

  async *list(folder = ""): AsyncGenerator<{ readonly path: string; readonly size: number }> {
    const entries = await readdir(join(this.root, folder), { withFileTypes: true }).catch((error: unknown) => {
      if (isCode(error, "ENOENT", "ENOTDIR")) return [];
      throw error;
    });
    const at = (name: string): string => (folder === "" ? name : `${folder}/${name}`);
    const files = entries.filter((entry) => entry.isFile()).map(({ name }) => at(name));
    for (let start = 0; start < files.length; start += STATS_AT_ONCE) {
      const some = files.slice(start, start + STATS_AT_ONCE);
      const stats = await Promise.all(some.map((path) => this.stat(join(this.root, path))));
      for (const [index, path] of some.entries()) {
        const size = stats[index]?.size;
        if (size !== undefined) yield { path, size };
      }
    }
    for (const entry of entries) {
      if (entry.isDirectory() && at(entry.name) !== INCOMING) yield* this.list(at(entry.name));
    }
  }

  /** @throws PathError for a path that leaves the store, names the store itself, or cannot be a path. */
  private locate(path: string): string {
    const inside = normalize(path).replace(/(?<=.)\/+$/, "");
    if (path.includes("\0")) throw new PathError("outside", "the path contains a NUL character");
    if (inside === "." || inside === "" || inside === sep)
      throw new PathError("empty", "the path names the store itself");
    const parts = inside.split(sep);
    if (inside.startsWith(sep) || parts[0] === ".." || parts[0] === INCOMING)
      throw new PathError("outside", "the path leaves the store");
    return join(this.root, inside);
  }

  /** Somebody with a shell may have put a link here; following it would let a client out of the store. */
  private async refuseLinks(path: string): Promise<void> {
    let current = this.root;
    for (const part of normalize(path).split(sep).filter(Boolean)) {
      current = join(current, part);
      const stats = await this.stat(current);
      if (!stats) return;
      if (stats.isSymbolicLink()) throw new PathError("outside", "the path goes through a symbolic link");
    }
  }

  private async stat(target: string): Promise<Stats | null> {
    try {
      return await lstat(target);
    } catch (error) {
      if (isCode(error, "ENOENT", "ENOTDIR", "ENAMETOOLONG")) return null;
      throw error;
    }
  }

  private async dropEmptyFolders(folder: string): Promise<void> {
    for (
      let current = folder;
      current !== this.root && current.startsWith(this.root + sep);
      current = dirname(current)
    ) {
      try {
        await rmdir(current);
      } catch {
        return;
      }
    }
  }
}

/** Moves a file to its place, making its folder. A delete next door may drop the empty folder in between: then once more. */
async function moveInto(incoming: string, target: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await mkdir(dirname(target), { recursive: true, mode: 0o750 });
    try {
      return await rename(incoming, target);
    } catch (error) {
      if (attempt === 5 || !isCode(error, "ENOENT")) throw error;
    }
  }
}

/** Makes a rename durable. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
