import type { Context } from "../platform/context";
import { newId } from "../platform/ids";
import type { Settings } from "../platform/settings";

/** Where a file lies, as far as the server may delete it there. */
export type Storage = "fileserver" | "s3" | "gs" | "azure";

const SCHEMES: Readonly<Record<string, Storage>> = { s3: "s3", gs: "gs", azure: "azure" };

/**
 * Puts the files behind these addresses on the list of those to delete (wire-protocol §7.5); the rows commit with the change that made the
 * files useless, and the job of agent-services works them off. Addresses elsewhere (file://, other hosts) are not ours to delete and passed over.
 */
export async function scheduleFileDeletions(tx: Context, urls: Iterable<string>): Promise<void> {
  const { company, user } = tx.identity;
  const now = tx.now();
  const data = [...new Set(urls)].flatMap((url) => {
    const storage = storageOf(url, tx.settings);
    return storage ? [{ id: newId(), company, user, url, storage, created: now, next_attempt: now }] : [];
  });
  if (data.length > 0) await tx.db.fileDeletion.createMany({ data });
}

/** The storage of an address; null when the server has nothing to do with it. */
export function storageOf(url: string, settings: Pick<Settings, "files_url" | "web_url">): Storage | null {
  if (pathOnFileServer(url, settings) !== null) return "fileserver";
  return SCHEMES[url.slice(0, url.indexOf("://")).toLowerCase()] ?? null;
}

/** The path of an address on our file server, as it stands there (percent-quoted); null when it is on no address of ours. */
export function pathOnFileServer(url: string, settings: Pick<Settings, "files_url" | "web_url">): string | null {
  // the web origin passes /files on to the file server (wire-protocol §13)
  for (const prefix of [settings.files_url, `${settings.web_url}/files`]) {
    if (!url.startsWith(`${prefix}/`)) continue;
    const path = url.slice(prefix.length + 1).replace(/[?#].*$/s, "");
    if (path !== "") return path;
  }
  return null;
}
