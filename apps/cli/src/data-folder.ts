import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, chmod, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "./failure";
import { version } from "./installation";
import { findHolder, inUse, lockFolder } from "./lock";

/** Raised when an older Limpid could not read the folder any more (the database has its migrations for that). */
const format = 1;

/** The folder that holds everything; copying it while nothing runs is a backup (docs/backup.md). */
export interface DataFolder {
  readonly path: string;
  readonly postgres: string;
  readonly logs: string;
  readonly clearmlConf: string;
  release(): Promise<void>;
}

/** The places inside a data folder, without touching it. */
export const dataPaths = (path: string) => ({
  path,
  postgres: join(path, "postgres"),
  logs: join(path, "logs"),
  clearmlConf: join(path, "clearml.conf"),
});

/** Writes a file that only its owner may read, whole or not at all. */
export async function writeSecret(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await chmod(`${path}.new`, 0o600);
  await rename(`${path}.new`, path);
}

/**
 * Looks whether the folder can be used, and changes nothing.
 * @throws Failure: not writable, in use, or made by a newer version.
 */
export async function inspectDataFolder(path: string): Promise<void> {
  for (let folder = path; ; folder = dirname(folder)) {
    const known = await stat(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
      throw unwritable(path, error.code);
    });
    if (!known) continue;
    if (!known.isDirectory()) throw unwritable(path, `${folder} is a file`);
    await access(folder, constants.W_OK | constants.X_OK).catch((error: NodeJS.ErrnoException) => {
      throw unwritable(path, error.code);
    });
    break;
  }
  const holder = await findHolder(path);
  if (holder !== undefined) throw inUse(path, holder);
  const text = await readFile(join(path, "version.json"), "utf8").catch(() => undefined);
  if (!text) return;
  const made = JSON.parse(text) as { format: number; version: string };
  if (made.format > format) {
    throw new Failure(
      `the data folder ${path} was made by a newer version of Limpid (${made.version}; this is ${version}): start that version, or restore a backup`,
    );
  }
}

function unwritable(path: string, why: string | undefined): Failure {
  return new Failure(
    `cannot write to the data folder ${path} (${why}): give this user the folder, or set LIMPID_DATA_DIR to another one`,
  );
}

/** Makes a folder and those above it. Node's own recursive mode never ends on file systems that refuse with ENOENT, such as /proc. */
async function makeFolder(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || (await stat(dirname(path)).catch(() => undefined))) throw error;
    await makeFolder(dirname(path), 0o755);
    await mkdir(path, { mode });
  }
}

/**
 * Makes the folder when there is none and takes it for this process. Call {@link inspectDataFolder} first.
 * @throws Failure when it cannot be written or another process has it.
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  try {
    // 711 for root: PostgreSQL, which then runs as another user, has to pass.
    await makeFolder(path, process.getuid?.() === 0 ? 0o711 : 0o700);
    const { release } = await lockFolder(path);
    await mkdir(join(path, "logs"), { recursive: true, mode: 0o700 });
    await writeFile(join(path, "version.json"), `${JSON.stringify({ format, version })}\n`);
    return { ...dataPaths(path), release };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw unwritable(path, (error as NodeJS.ErrnoException).code);
  }
}

const secretFile = (path: string) => join(path, "token-secret");

/** The secret that signs tokens, if one is known: the operator's, or the folder's own. */
export async function findTokenSecret(path: string, chosen: string | undefined): Promise<string | undefined> {
  if (chosen) return chosen;
  const known = await readFile(secretFile(path), "utf8").catch(() => undefined);
  return known?.trim() || undefined;
}

/** Like {@link findTokenSecret}; the folder's own is made at the first start. */
export async function tokenSecret(path: string, chosen: string | undefined): Promise<string> {
  const known = await findTokenSecret(path, chosen);
  if (known) return known;
  const made = randomBytes(48).toString("base64url");
  await writeSecret(secretFile(path), `${made}\n`);
  return made;
}
