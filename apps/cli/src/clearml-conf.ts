import { readFile, rename, rm } from "node:fs/promises";
import type { KeyPair } from "@limpid/core/auth/credentials";
import { writeSecret } from "./data-folder";
import type { Settings } from "./env";

/** The clearml.conf of a data folder. */
export interface ConfFile {
  readonly path: string;
  readonly urls: Settings["urls"];
}

/** What the SDK and the agent read as ~/clearml.conf. */
function text(urls: Settings["urls"], keys: KeyPair): string {
  const quoted = (value: string) => JSON.stringify(value);
  return `# Connects the ClearML SDK and agent to this Limpid: copy it to ~/clearml.conf. It holds a secret.
api {
    web_server: ${quoted(urls.web)}
    api_server: ${quoted(urls.api)}
    files_server: ${quoted(urls.files)}
    credentials {
        access_key: ${quoted(keys.access_key)}
        secret_key: ${quoted(keys.secret_key)}
    }
}
`;
}

async function readKeys(path: string): Promise<KeyPair | undefined> {
  const known = await readFile(path, "utf8").catch(() => "");
  const value = (name: string): string | undefined => {
    const quoted = new RegExp(`^\\s*${name}: ("(?:[^"\\\\]|\\\\.)*")$`, "m").exec(known)?.[1];
    return quoted === undefined ? undefined : (JSON.parse(quoted) as string);
  };
  const [access_key, secret_key] = [value("access_key"), value("secret_key")];
  return access_key && secret_key ? { access_key, secret_key } : undefined;
}

/** Keys that were proposed before and not settled: a kill came in between. */
export function readProposal({ path }: ConfFile): Promise<KeyPair | undefined> {
  return readKeys(`${path}.proposed`);
}

/** Writes the keys down before the database learns them, so that no kill in between loses a secret. */
export async function proposeKeys({ path, urls }: ConfFile, keys: KeyPair): Promise<void> {
  await writeSecret(`${path}.proposed`, text(urls, keys));
}

/**
 * Makes the proposal the clearml.conf when the database took it; otherwise brings the addresses in the known one up to date.
 * @returns whether there is a clearml.conf.
 */
export async function settleKeys({ path, urls }: ConfFile, accepted: boolean): Promise<boolean> {
  if (accepted) {
    await rename(`${path}.proposed`, path);
    return true;
  }
  await rm(`${path}.proposed`, { force: true });
  const keys = await readKeys(path);
  if (!keys) return false;
  await writeSecret(path, text(urls, keys));
  return true;
}
