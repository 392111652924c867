/** Bytes of a file that are read for a look at it. */
export const LOOK = 2 * 1024 * 1024;

export interface TextLook {
  readonly text: string;
  /** There is more than was read. */
  readonly cut: boolean;
}

/** The beginning of a text file; `.gz` is unpacked on the way. @throws in words when the file cannot be had. */
export async function readText(href: string, signal?: AbortSignal): Promise<TextLook> {
  const answer = await fetch(href, { signal });
  if (answer.status === 404) throw new Error("The file is no longer in the storage.");
  if (!answer.ok || !answer.body) throw new Error(`The storage answered ${answer.status}.`);
  const packed = /\.gz($|\?)/i.test(href);
  const stream = packed ? answer.body.pipeThrough(new DecompressionStream("gzip")) : answer.body;
  const reader = (stream as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
    if (length > LOOK) {
      await reader.cancel();
      break;
    }
  }
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer()).subarray(0, LOOK);
  const text = new TextDecoder().decode(bytes);
  if (text.slice(0, 2_000).includes("\u0000")) throw new Error("The file is not text.");
  return { text, cut: length > LOOK };
}
