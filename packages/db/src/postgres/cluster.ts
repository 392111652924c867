import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Account, canEnter, findBinaries } from "./binaries";

/** What belongs to one PostgreSQL data folder: made once, kept for good. */
export interface Cluster {
  readonly folder: string;
  readonly account: Account | undefined;
  readonly postgres: string;
  readonly password: string;
  /** How `account` names the folder: by the working directory where it may not walk the path (a checkout below mode 700). */
  readonly folderArgument: string;
}

export const superuser = "limpid";
const majorVersion = "18";

/** The password lies beside the folder, readable by the owner of the installation only. */
const passwordFile = (folder: string) => `${folder}.password`;

async function readPassword(folder: string): Promise<string | undefined> {
  const text = await readFile(passwordFile(folder), "utf8").catch(() => undefined);
  return text?.trim() || undefined;
}

/** Runs a program to its end as `account`; @throws with what it wrote when it fails. */
async function runToEnd(program: string, args: string[], cwd: string, account: Account | undefined): Promise<void> {
  const child = spawn(program, args, { cwd, ...account, stdio: ["ignore", "pipe", "pipe"], env: environment() });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (output.includes("could not look up effective user ID")) {
    throw new Error(
      `PostgreSQL cannot run as uid ${process.getuid?.()}, which has no entry in /etc/passwd: add one, or set DATABASE_URL`,
    );
  }
  if (code !== 0) throw new Error(`${program} failed: ${output.trim()}`);
}

/** PostgreSQL's programs read PG* variables of their own; none of the caller's may reach them. */
export function environment(): NodeJS.ProcessEnv {
  // NODE_ENV says nothing to PostgreSQL; the web app's types, which see this file too, want it in every environment.
  return { NODE_ENV: "production", PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
}

async function folderArgument(folder: string, account: Account | undefined): Promise<string> {
  if (!account || (await canEnter(dirname(folder), account))) return folder;
  if (process.platform === "linux") return "/proc/self/cwd";
  throw new Error(
    `PostgreSQL runs as uid ${account.uid}, which cannot enter ${dirname(folder)}: choose another data folder`,
  );
}

async function initialize(
  folder: string,
  account: Account | undefined,
  initdb: string,
  durable: boolean,
): Promise<string> {
  const password = randomBytes(24).toString("base64url");
  // Made aside and renamed, so that a kill half-way leaves no half cluster behind.
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  if (account) await chown(draft, account.uid, account.gid);
  const secrets = await mkdtemp(join(tmpdir(), "limpid-initdb-"));
  try {
    const file = join(secrets, "password");
    await writeFile(file, password, { mode: 0o600 });
    if (account) for (const path of [file, secrets]) await chown(path, account.uid, account.gid);
    const args = [
      "-D",
      await folderArgument(draft, account),
      "-U",
      superuser,
      "--pwfile",
      file,
      "--auth=scram-sha-256",
    ];
    // One collation everywhere, whatever the machine's locale and libc: code points, with Unicode upper and lower case.
    args.push("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8");
    if (!durable) args.push("--no-sync");
    await runToEnd(initdb, args, draft, account);
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
  await writeFile(passwordFile(folder), `${password}\n`, { mode: 0o600 });
  await chmod(passwordFile(folder), 0o600);
  await rename(draft, folder);
  return password;
}

/**
 * Opens the cluster in `folder`, made now when there is none.
 * @throws with one clear line: another major version, a lost password file, a folder that cannot be made.
 */
export async function openCluster(folder: string, account: Account | undefined, durable: boolean): Promise<Cluster> {
  const binaries = await findBinaries(account);
  await mkdir(dirname(folder), { recursive: true });
  const version = (await readFile(join(folder, "PG_VERSION"), "utf8").catch(() => undefined))?.trim();
  let password = await readPassword(folder);
  if (version === undefined) {
    const strange = await stat(folder).catch(() => undefined);
    if (strange)
      throw new Error(`${folder} is no PostgreSQL data folder (PG_VERSION is missing): move it away or restore it`);
    password = await initialize(folder, account, binaries.initdb, durable);
  } else if (version !== majorVersion) {
    throw new Error(`${folder} was made by PostgreSQL ${version}, this version of Limpid brings ${majorVersion}`);
  }
  if (!password) throw new Error(`${passwordFile(folder)} is missing: restore it from where ${folder} came from`);
  return {
    folder,
    account,
    postgres: binaries.postgres,
    password,
    folderArgument: await folderArgument(folder, account),
  };
}

/** The URL of a database of this cluster. */
export function clusterUrl(cluster: Cluster, port: number, database: string): string {
  return `postgresql://${superuser}:${encodeURIComponent(cluster.password)}@127.0.0.1:${port}/${database}`;
}
