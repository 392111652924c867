/** Requests to one store at once. */
const CONCURRENCY = 8;

/** Says why something failed: the cause too, since `fetch failed` alone says nothing. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const name = error.name === "Error" ? "" : `${error.name}: `;
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  // what a store answers may hold anything, but PostgreSQL keeps no NUL
  return `${name}${error.message}${cause}`.replaceAll("\0", "").slice(0, 500);
}

/**
 * The parts of an address like `s3://bucket/folder/file`, as they stand: clients do not quote them.
 * @throws for parts that lead up a folder: they would make another address of it.
 */
export function partsOf(url: string): string[] {
  const parts = url.slice(url.indexOf("://") + 3).split("/");
  if (parts.some((part) => part === "." || part === "..")) throw new Error("the address leads up a folder");
  return parts;
}

/** Deletes one address after the other, some at once. @returns of those that could not be deleted, why */
export async function removeEach(
  urls: readonly string[],
  remove: (url: string) => Promise<void>,
): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  const waiting = [...urls];
  const work = async () => {
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
      try {
        await remove(url);
      } catch (error) {
        failures.set(url, explain(error));
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return failures;
}

/** Asks a store over HTTP to delete something. @throws unless it did, or had nothing of that name */
export async function sendDelete(url: URL, headers: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(url, {
    method: "DELETE",
    headers,
    redirect: "error",
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  if (!response.ok && response.status !== 404)
    throw new Error(`${url.host} answered ${response.status}: ${text.slice(0, 200)}`);
}
