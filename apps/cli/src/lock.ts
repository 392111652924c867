import { link, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "./failure";

/** Who works with a data folder: a process, told from a later one of the same number by when it started. */
interface Holder {
  readonly pid: number;
  readonly started: string;
}

/** When a process started, in ticks since boot; "" where the system does not tell, undefined when there is none. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return undefined;
  }
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The name in parentheses may hold spaces; the start is the 20th field after it.
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

const lockFile = (folder: string) => join(folder, "limpid.lock");

/** The process that holds the folder; undefined when it is free, or its holder was killed. */
export async function findHolder(folder: string): Promise<number | undefined> {
  const text = await readFile(lockFile(folder), "utf8").catch(() => undefined);
  if (!text) return undefined;
  const { pid, started } = JSON.parse(text) as Holder;
  return (await startOf(pid)) === started ? pid : undefined;
}

/** Whether the folder's last holder was killed: its processes may still be about to end. */
export async function isLeftBehind(folder: string): Promise<boolean> {
  const known = await stat(lockFile(folder)).catch(() => undefined);
  return known !== undefined && (await findHolder(folder)) === undefined;
}

/** The line for somebody who comes second. */
export function inUse(folder: string, pid: number): Failure {
  return new Failure(
    `the data folder ${folder} is in use by another Limpid (process ${pid}): stop that one, or set LIMPID_DATA_DIR to another folder`,
  );
}

/**
 * Takes the folder for this process, over from a holder that was killed.
 * @throws Failure when another process has it.
 */
export async function lockFolder(folder: string): Promise<{ release: () => Promise<void> }> {
  const file = lockFile(folder);
  const draft = `${file}.${process.pid}`;
  const takeover = `${file}.takeover`;
  await writeFile(draft, JSON.stringify({ pid: process.pid, started: await startOf(process.pid) }), { mode: 0o600 });
  try {
    for (let attempt = 0; ; attempt++) {
      // A link makes the file and its content appear in one step.
      const taken = await link(draft, file).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === "EEXIST") return false;
          throw error;
        },
      );
      if (taken) return { release: () => rm(file, { force: true }) };
      const holder = await findHolder(folder);
      if (holder !== undefined) throw inUse(folder, holder);
      await removeStale(folder, takeover);
      if (attempt > 100) throw new Failure(`cannot take the lock ${file}: remove it if no Limpid runs`);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes a dead holder's lock; a second folder as a mutex keeps two newcomers from removing each other's. */
async function removeStale(folder: string, takeover: string): Promise<void> {
  const mine = await mkdir(takeover).then(
    () => true,
    () => false,
  );
  if (!mine) {
    const since = await stat(takeover).catch(() => undefined);
    if (since && Date.now() - since.mtimeMs > 10_000) await rm(takeover, { recursive: true, force: true });
    await sleep(50);
    return;
  }
  try {
    if ((await findHolder(folder)) === undefined) await rm(lockFile(folder), { force: true });
  } finally {
    await rm(takeover, { recursive: true, force: true });
  }
}
