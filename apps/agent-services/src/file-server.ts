import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { openServiceSession } from "@limpid/core/auth/service";
import type { App } from "@limpid/core/platform/context";
import type { FileSum } from "@limpid/core/storage/count";
import type { FileRemover } from "@limpid/core/storage/deletions";
import { pathOnFileServer } from "@limpid/core/storage/outbox";
import { USAGE_KINDS } from "@limpid/core/storage/usage-schema";
import { z } from "zod";

/** Seconds that one call may take, and that its token lives. */
const CALL_SEC = 60;

/** What the file server answers to `/delete_many` (wire-protocol §13): paths as they were given, and reasons with theirs. */
const Answer = z.object({
  deleted: z.record(z.string(), z.string()),
  errors: z.record(z.string(), z.array(z.string())),
});

/** The reason under which the file server lists what is not there. */
const GONE = "Not found";

/** Deletes on Limpid's own file server, reached at `url`. */
export function fileServerRemover(app: App, url: string): FileRemover {
  return {
    async remove(addresses) {
      const paths = new Map(addresses.map((address) => [address, quotedPath(app, address)]));
      const asked = [...new Set(paths.values())].filter((path) => path !== null);
      const settled = asked.length > 0 ? await deleteMany(app, url, asked) : new Map<string, string | null>();
      const failures = new Map<string, string>();
      for (const [address, path] of paths) {
        const outcome = path === null ? "not an address of this file server" : settled.get(path);
        if (outcome !== null) failures.set(address, outcome ?? "the file server did not say what became of it");
      }
      return failures;
    },
  };
}

/** A plus is a blank to the file server; in an address it stands for itself. */
function quotedPath({ settings }: Pick<App, "settings">, address: string): string | null {
  return pathOnFileServer(address, settings)?.replaceAll("+", "%2B") ?? null;
}

/** @returns for each path null when the file is gone, else why it is not. */
async function deleteMany(app: App, url: string, files: readonly string[]): Promise<Map<string, string | null>> {
  const response = await fetch(`${url}/delete_many`, {
    method: "POST",
    headers: { authorization: `Bearer ${await openServiceSession(app, CALL_SEC)}`, "content-type": "application/json" },
    body: JSON.stringify({ files }),
    signal: AbortSignal.timeout(CALL_SEC * 1000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the file server answered ${response.status}: ${text.slice(0, 200)}`);
  const { deleted, errors } = Answer.parse(JSON.parse(text));
  const outcomes = new Map<string, string | null>(Object.keys(deleted).map((path) => [path, null]));
  for (const [reason, given] of Object.entries(errors)) {
    for (const path of given) outcomes.set(path, reason === GONE ? null : reason);
  }
  return outcomes;
}

/** A line of `/sums`; the last one says that it is. */
const Line = z.union([
  z.object({ owner: z.string(), kind: z.enum(USAGE_KINDS), files: z.number(), bytes: z.number() }),
  z.object({ end: z.literal(true) }),
]);

/** Seconds that a count of all files may take. */
const COUNT_SEC = 3600;

/** What the file server at `url` holds, by task and kind. @throws when it ends too early */
export async function* fileServerSums(app: App, url: string): AsyncGenerator<FileSum> {
  const response = await fetch(`${url}/sums`, {
    method: "POST",
    headers: { authorization: `Bearer ${await openServiceSession(app, CALL_SEC)}` },
    signal: AbortSignal.timeout(COUNT_SEC * 1000),
  });
  if (!response.ok || !response.body) throw new Error(`the file server answered ${response.status}`);
  for await (const text of createInterface({ input: Readable.fromWeb(response.body as ReadableStream) })) {
    const line = Line.parse(JSON.parse(text));
    if ("end" in line) return;
    yield line;
  }
  throw new Error("the file server broke off while it counted its files");
}
