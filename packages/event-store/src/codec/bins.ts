import type { Axis } from "../store";
import { ByteReader, ByteWriter } from "./bytes";
import { readFloats, writeFloats } from "./floats";
import { readIntegers, writeIntegersQuickly } from "./integers";
import { breakSeal, closeSeal, FORMATS, openSeal } from "./seal";
import { readText, writePlainText } from "./texts";

/** An x axis label and the last iteration that has it. */
export interface Label {
  readonly iter: number;
  readonly x_axis_label: string;
}

/** Where bins begin and end: the least and the greatest place of their points. */
export interface Bounds {
  readonly first: Float64Array;
  readonly last: Float64Array;
}

/** What neighbouring points of a curve come to: columns with an entry for each bin. */
export interface Bins {
  readonly count: Float64Array;
  readonly sum: Float64Array;
  /** Of the values that are numbers; where none is, Infinity and -Infinity. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly label: Label | null;
}

/*
 * Bins, sealed: how many, counts, bounds by iteration and by time (each behind its length), sums, least and greatest values,
 * the label. Values are in their small form, which halves the bins of 32-bit noise; bounds are nearly nothing as they are.
 */

export async function encodeBins(bins: Bins & { readonly [axis in Axis]: Bounds }): Promise<Buffer> {
  const count = bins.count.length;
  const writer = openSeal(64 + count * 24);
  writer.unsigned(count);
  writeIntegersQuickly(writer, bins.count);
  for (const { first, last } of [bins.iter, bins.timestamp]) {
    const bounds = new ByteWriter();
    writeIntegersQuickly(bounds, first);
    writeIntegersQuickly(bounds, last);
    writer.sized(bounds.finish());
  }
  for (const column of [bins.sum, bins.min, bins.max]) await writeFloats(writer, column);
  writer.byte(bins.label ? 1 : 0);
  if (bins.label) {
    writer.signed(bins.label.iter);
    writePlainText(writer, bins.label.x_axis_label);
  }
  return closeSeal(writer, FORMATS.bins);
}

/**
 * Bins with their bounds on one axis.
 * @throws CorruptDataError when a byte is not what was written.
 */
export function decodeBins(sealed: Buffer, axis: Axis): Bins & Bounds {
  const reader = breakSeal(sealed, FORMATS.bins);
  const length = reader.unsigned();
  const count = readIntegers(reader, length);
  const bounds = { iter: reader.sized(), timestamp: reader.sized() };
  const places = new ByteReader(bounds[axis]);
  return {
    count,
    first: readIntegers(places, length),
    last: readIntegers(places, length),
    sum: readFloats(reader, length),
    min: readFloats(reader, length),
    max: readFloats(reader, length),
    label: reader.byte() === 1 ? { iter: reader.signed(), x_axis_label: readText(reader) } : null,
  };
}
