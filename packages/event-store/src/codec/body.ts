import { readFloats, writeFloatsQuickly } from "./floats";
import { breakSeal, closeSeal, FORMATS, openSeal } from "./seal";
import { readText, writeFigure } from "./texts";

/** What a body holds. Stored: never renumber. */
const KINDS = { text: 0, numbers: 1 } as const;

/** The figure of a plot. */
export async function encodeTextBody(text: string): Promise<Buffer> {
  const writer = openSeal(text.length / 2);
  writer.byte(KINDS.text);
  await writeFigure(writer, text);
  return closeSeal(writer, FORMATS.body);
}

/** The numbers of a vector. */
export function encodeNumbersBody(values: readonly number[]): Buffer {
  const writer = openSeal(values.length * 8 + 16);
  writer.byte(KINDS.numbers);
  writer.unsigned(values.length);
  writeFloatsQuickly(writer, Float64Array.from(values));
  return closeSeal(writer, FORMATS.body);
}

/** The text or the numbers of a body. @throws CorruptDataError when a byte is not what was written. */
export function decodeBody(body: Buffer): string | number[] {
  const reader = breakSeal(body, FORMATS.body);
  if (reader.byte() === KINDS.text) return readText(reader);
  return [...readFloats(reader, reader.unsigned())];
}
