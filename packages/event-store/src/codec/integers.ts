import { type ByteReader, ByteWriter, CorruptDataError } from "./bytes";
import { readWords, skipWords, writeWords } from "./planes";

/**
 * How a column of safe integers is written, after the number of its way. Stored: never renumber.
 * stride: start and step · values: each in as few bytes as it needs · secondDifferences: the same of these ·
 * differencePlanes, secondDifferencePlanes: byte planes of them above the smallest.
 */
const WAYS = { stride: 0, values: 1, secondDifferences: 2, differencePlanes: 3, secondDifferencePlanes: 4 } as const;

const twoTo32 = 2 ** 32;

/** Differences of neighbours, one fewer than there are values; undefined when one is no safe integer. */
function differences(values: Float64Array): Float64Array | undefined {
  const result = new Float64Array(Math.max(values.length - 1, 0));
  for (let index = 0; index < result.length; index++) {
    const difference = (values[index + 1] as number) - (values[index] as number);
    if (!Number.isSafeInteger(difference)) return undefined;
    result[index] = difference;
  }
  return result;
}

/** The reverse of `differences`. */
function addUp(start: number, steps: Float64Array): Float64Array {
  const values = new Float64Array(steps.length + 1);
  values[0] = start;
  for (let index = 0, sum = start; index < steps.length; index++) {
    sum += steps[index] as number;
    values[index + 1] = sum;
  }
  return values;
}

/** A column that is start and step alone (so also one value, and none); false, and nothing written, when it is not. */
function writeStride(writer: ByteWriter, values: Float64Array): boolean {
  const start = values[0] ?? 0;
  const step = values.length > 1 ? (values[1] as number) - start : 0;
  if (!Number.isSafeInteger(step)) return false;
  for (let index = 2; index < values.length; index++) {
    if ((values[index] as number) - (values[index - 1] as number) !== step) return false;
  }
  writer.byte(WAYS.stride);
  if (values.length > 0) writer.signed(start);
  if (values.length > 1) writer.signed(step);
  return true;
}

function writeEach(writer: ByteWriter, way: number, heads: readonly number[], values: Float64Array): void {
  writer.byte(way);
  for (const head of heads) writer.signed(head);
  for (let index = 0; index < values.length; index++) writer.signed(values[index] as number);
}

/** Undefined when the values are too far apart. */
async function planesOf(way: number, heads: readonly number[], values: Float64Array): Promise<Uint8Array | undefined> {
  let smallest = Infinity;
  let largest = -Infinity;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  if (largest - smallest > Number.MAX_SAFE_INTEGER) return undefined;
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const above = (values[index] as number) - smallest;
    low[index] = above % twoTo32;
    high[index] = Math.floor(above / twoTo32);
  }
  const writer = new ByteWriter(values.length + 32);
  writer.byte(way);
  for (const head of heads) writer.signed(head);
  writer.signed(smallest);
  await writeWords(writer, [low, high]);
  return writer.finish();
}

/** The cheap form, for ingest. */
export function writeIntegersQuickly(writer: ByteWriter, values: Float64Array): void {
  if (writeStride(writer, values)) return;
  const first = differences(values);
  const second = first && differences(first);
  if (second) writeEach(writer, WAYS.secondDifferences, [values[0] as number, first[0] as number], second);
  else writeEach(writer, WAYS.values, [], values);
}

/** The smallest form, for compaction. */
export async function writeIntegers(writer: ByteWriter, values: Float64Array): Promise<void> {
  if (writeStride(writer, values)) return;
  const first = differences(values);
  const second = first && differences(first);
  const heads = [values[0] as number, first?.[0] as number];
  const forms = await Promise.all([
    first && planesOf(WAYS.differencePlanes, heads.slice(0, 1), first),
    second && planesOf(WAYS.secondDifferencePlanes, heads, second),
  ]);
  const smallest = forms
    .filter((form) => form !== undefined)
    .reduce<Uint8Array | undefined>((best, form) => (best && best.length <= form.length ? best : form), undefined);
  if (smallest) writer.bytes(smallest);
  else writeEach(writer, WAYS.values, [], values);
}

function readEach(reader: ByteReader, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) values[index] = reader.signed();
  return values;
}

function readPlanes(reader: ByteReader, count: number): Float64Array {
  const smallest = reader.signed();
  const low = readWords(reader, count);
  const high = readWords(reader, count);
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    values[index] = (high[index] as number) * twoTo32 + (low[index] as number) + smallest;
  }
  return values;
}

function readStride(reader: ByteReader, count: number): Float64Array {
  const values = new Float64Array(count);
  const start = count > 0 ? reader.signed() : 0;
  const step = count > 1 ? reader.signed() : 0;
  for (let index = 0; index < count; index++) values[index] = start + index * step;
  return values;
}

/** A column of `count` integers in either form. @throws CorruptDataError */
export const readIntegers = (reader: ByteReader, count: number): Float64Array => readAs(reader.byte(), reader, count);

/** Passes over such a column, unpacking no more than it must. @returns an empty one */
export function skipIntegers(reader: ByteReader, count: number): Float64Array {
  const way = reader.byte();
  if (way === WAYS.differencePlanes || way === WAYS.secondDifferencePlanes) {
    const order = way === WAYS.differencePlanes ? 1 : 2;
    // The heads and the smallest difference.
    for (let heads = 0; heads <= order; heads++) reader.signed();
    skipWords(reader, count - order);
    skipWords(reader, count - order);
  } else readAs(way, reader, count);
  return new Float64Array(0);
}

function readAs(way: number, reader: ByteReader, count: number): Float64Array {
  switch (way) {
    case WAYS.stride:
      return readStride(reader, count);
    case WAYS.values:
      return readEach(reader, count);
    case WAYS.secondDifferences: {
      const [start, step] = [reader.signed(), reader.signed()];
      return addUp(start, addUp(step, readEach(reader, count - 2)));
    }
    case WAYS.differencePlanes:
      return addUp(reader.signed(), readPlanes(reader, count - 1));
    case WAYS.secondDifferencePlanes: {
      const [start, step] = [reader.signed(), reader.signed()];
      return addUp(start, addUp(step, readPlanes(reader, count - 2)));
    }
    default:
      throw new CorruptDataError(`unknown way of integers ${way}`);
  }
}
