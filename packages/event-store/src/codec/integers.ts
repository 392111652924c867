import { ByteReader, ByteWriter, CorruptChunkError } from "./bytes";

/** How a column of safe integers is written. Stored in chunks: never renumber. */
export const INTEGERS = { stride: 0, secondDifferences: 1, differences: 2, plain: 3 } as const;

/** A column as bytes, before compression. */
export interface EncodedColumn {
  readonly encoding: number;
  readonly bytes: Uint8Array;
}

/** Zigzag doubles a number, so differences beyond half the safe range are not taken. */
const maxDifference = 2 ** 52 - 1;

/** Differences of order one or two, or undefined when one of them would not be exact. */
function encodeDifferences(values: Float64Array, second: boolean): Uint8Array | undefined {
  const writer = new ByteWriter(values.length + 32);
  writer.doubles(values.subarray(0, 1));
  let previous = values[0] ?? 0;
  let step = 0;
  for (let index = 1; index < values.length; index++) {
    const value = values[index] as number;
    const difference = value - previous;
    const coded = second ? difference - step : difference;
    if (Math.abs(difference) > maxDifference || Math.abs(coded) > maxDifference) return undefined;
    writer.varint(coded >= 0 ? coded * 2 : coded * -2 - 1);
    previous = value;
    step = difference;
  }
  return writer.finish();
}

/** Start and step when all steps are equal (so also for one value and for none). */
function encodeStride(values: Float64Array): Uint8Array | undefined {
  const start = values[0] ?? 0;
  const step = values.length > 1 ? (values[1] as number) - start : 0;
  if (Math.abs(step) > maxDifference) return undefined;
  for (let index = 2; index < values.length; index++) {
    if ((values[index] as number) - (values[index - 1] as number) !== step) return undefined;
  }
  const writer = new ByteWriter(16);
  writer.doubles(new Float64Array([start, step]));
  return writer.finish();
}

/** Every way that is worth compressing to find the smallest; the first is the best guess without. */
export function encodeIntegers(values: Float64Array): EncodedColumn[] {
  const stride = encodeStride(values);
  if (stride) return [{ encoding: INTEGERS.stride, bytes: stride }];
  const candidates: EncodedColumn[] = [];
  const second = encodeDifferences(values, true);
  if (second) candidates.push({ encoding: INTEGERS.secondDifferences, bytes: second });
  const first = encodeDifferences(values, false);
  if (first) candidates.push({ encoding: INTEGERS.differences, bytes: first });
  if (candidates.length > 0) return candidates.sort((one, other) => one.bytes.length - other.bytes.length);
  const writer = new ByteWriter(values.byteLength);
  writer.doubles(values);
  return [{ encoding: INTEGERS.plain, bytes: writer.finish() }];
}

/** The cheap way of ingest: one pass, second differences or plain. */
export function encodeIntegersQuickly(values: Float64Array): EncodedColumn {
  const bytes = encodeStride(values);
  if (bytes) return { encoding: INTEGERS.stride, bytes };
  const second = encodeDifferences(values, true);
  if (second) return { encoding: INTEGERS.secondDifferences, bytes: second };
  const writer = new ByteWriter(values.byteLength);
  writer.doubles(values);
  return { encoding: INTEGERS.plain, bytes: writer.finish() };
}

/** @throws CorruptChunkError */
export function decodeIntegers(encoding: number, bytes: Uint8Array, count: number): Float64Array {
  const reader = new ByteReader(bytes);
  const values = new Float64Array(count);
  if (count === 0) return values;
  if (encoding === INTEGERS.plain) return reader.doubles(count);
  if (encoding === INTEGERS.stride) {
    const [start = 0, step = 0] = reader.doubles(2);
    for (let index = 0, value = start; index < count; index++, value += step) values[index] = value;
    return values;
  }
  if (encoding !== INTEGERS.secondDifferences && encoding !== INTEGERS.differences) {
    throw new CorruptChunkError(`unknown integer encoding ${encoding}`);
  }
  const second = encoding === INTEGERS.secondDifferences;
  let value = reader.doubles(1)[0] as number;
  let step = 0;
  values[0] = value;
  for (let index = 1; index < count; index++) {
    const zigzag = reader.varint();
    const coded = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    step = second ? step + coded : coded;
    value += step;
    values[index] = value;
  }
  return values;
}
