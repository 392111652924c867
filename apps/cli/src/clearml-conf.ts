import { randomBytes, randomInt } from "node:crypto";
import { readFile, rename, rm } from "node:fs/promises";
import { writeSecret } from "./data-folder";
import type { Settings } from "./env";

/** An API key pair. */
export interface Keys {
  readonly access_key: string;
  readonly secret_key: string;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** A fresh pair in the protocol's own shape (wire-protocol §4). */
export function makeKeys(): Keys {
  const access_key = Array.from({ length: 30 }, () => alphabet[randomInt(alphabet.length)]).join("");
  let secret_key = "";
  while (!/^[A-Za-z0-9]/.test(secret_key)) secret_key = randomBytes(50).toString("base64url");
  return { access_key, secret_key };
}

/** What the SDK and the agent read as ~/clearml.conf. */
function text(settings: Settings, keys: Keys): string {
  const quoted = (value: string) => JSON.stringify(value);
  return `# Connects the ClearML SDK and agent to this Limpid: copy it to ~/clearml.conf. It holds a secret.
api {
    web_server: ${quoted(settings.urls.web)}
    api_server: ${quoted(settings.urls.api)}
    files_server: ${quoted(settings.urls.files)}
    credentials {
        access_key: ${quoted(keys.access_key)}
        secret_key: ${quoted(keys.secret_key)}
    }
}
`;
}

async function readKeys(path: string): Promise<Keys | undefined> {
  const known = await readFile(path, "utf8").catch(() => "");
  const value = (name: string): string | undefined => {
    const quoted = new RegExp(`^\\s*${name}: ("(?:[^"\\\\]|\\\\.)*")$`, "m").exec(known)?.[1];
    return quoted === undefined ? undefined : (JSON.parse(quoted) as string);
  };
  const [access_key, secret_key] = [value("access_key"), value("secret_key")];
  return access_key && secret_key ? { access_key, secret_key } : undefined;
}

/**
 * The keys for the first account: chosen by the operator, or made now and kept beside clearml.conf until `settle`, so that
 * a kill in between does not lose a secret that the database already has.
 */
export async function proposeKeys(path: string, settings: Settings): Promise<Keys> {
  const keys = settings.keys ?? (await readKeys(`${path}.proposed`)) ?? makeKeys();
  await writeSecret(`${path}.proposed`, text(settings, keys));
  return keys;
}

/**
 * Makes the proposal the clearml.conf when the database took it; otherwise brings the addresses in the known one up to date.
 * @returns whether there is a clearml.conf.
 */
export async function settleKeys(path: string, settings: Settings, accepted: boolean): Promise<boolean> {
  if (accepted) {
    await rename(`${path}.proposed`, path);
    return true;
  }
  await rm(`${path}.proposed`, { force: true });
  const keys = await readKeys(path);
  if (!keys) return false;
  await writeSecret(path, text(settings, keys));
  return true;
}
