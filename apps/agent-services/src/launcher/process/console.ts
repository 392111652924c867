import { open } from "node:fs/promises";
import type { ConsoleRecord, Stream } from "../launcher";

/** A longer line comes in pieces of so many bytes. */
const PIECE = 16 * 1024;

/** What a file has from a place on, as records: lines with their end, or pieces of a long one. A line without its end waits, unless `final`. */
export async function* readFrom(
  path: string,
  stream: Stream,
  place: number,
  final: boolean,
): AsyncGenerator<ConsoleRecord> {
  const file = await open(path, "r").catch(() => null);
  if (!file) return;
  try {
    const chunk = Buffer.alloc(4 * PIECE);
    for (let at = place; ; ) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) return;
      let start = 0;
      while (start < bytesRead) {
        const window = chunk.subarray(start, Math.min(bytesRead, start + PIECE));
        const newline = window.indexOf(0x0a);
        const full = newline >= 0 || window.length === PIECE;
        const atEnd = start + window.length === bytesRead;
        if (!full && !(final && atEnd && bytesRead < chunk.length)) break;
        const end = newline < 0 ? window.length : newline + 1;
        const data = Buffer.from(window.subarray(0, end));
        start += end;
        yield { stream, time: Date.now(), data, position: String(at + start) };
      }
      // the rest is no whole line yet
      if (start === 0) return;
      at += start;
    }
  } finally {
    await file.close();
  }
}
