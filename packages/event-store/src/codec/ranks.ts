/*
 * The rank of a float is its place among all floats of its width: close values have close ranks, also across zero. All
 * arithmetic on ranks is modulo 2^32 or 2^64, so it can be undone whatever the values. 64-bit words are two columns of
 * halves, low and high.
 */
export type Words = readonly [low: Uint32Array] | readonly [low: Uint32Array, high: Uint32Array];

const signBit = 0x80000000;

/** The bits of 64-bit floats, or of 32-bit ones when `singles` is given. */
export function wordsOf(values: Float64Array, singles: Float32Array | undefined): Words {
  if (singles) return [new Uint32Array(singles.slice().buffer)];
  const bits = new Uint32Array(values.slice().buffer);
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    low[index] = bits[2 * index] as number;
    high[index] = bits[2 * index + 1] as number;
  }
  return [low, high];
}

/** The reverse of `wordsOf`. */
export function floatsOf([low, high]: Words): Float64Array {
  if (!high) return Float64Array.from(new Float32Array(low.buffer));
  const bits = new Uint32Array(low.length * 2);
  for (let index = 0; index < low.length; index++) {
    bits[2 * index] = low[index] as number;
    bits[2 * index + 1] = high[index] as number;
  }
  return new Float64Array(bits.buffer);
}

export function toRanks([low, high]: Words): void {
  const signs = high ?? low;
  for (let index = 0; index < low.length; index++) {
    const isNegative = ((signs[index] as number) & signBit) !== 0;
    if (isNegative) low[index] = ~(low[index] as number);
    if (high) high[index] = isNegative ? ~(high[index] as number) : (high[index] as number) | signBit;
    else if (!isNegative) low[index] = (low[index] as number) | signBit;
  }
}

export function fromRanks([low, high]: Words): void {
  const signs = high ?? low;
  for (let index = 0; index < low.length; index++) {
    const isNegative = ((signs[index] as number) & signBit) === 0;
    if (isNegative) low[index] = ~(low[index] as number);
    if (high) high[index] = isNegative ? ~(high[index] as number) : (high[index] as number) & ~signBit;
    else if (!isNegative) low[index] = (low[index] as number) & ~signBit;
  }
}

/** Each word, from the second on, becomes its difference to the one before. */
export function subtract([low, high]: Words): void {
  for (let index = low.length - 1; index > 0; index--) {
    const difference = (low[index] as number) - (low[index - 1] as number);
    low[index] = difference;
    if (high) high[index] = (high[index] as number) - (high[index - 1] as number) - (difference < 0 ? 1 : 0);
  }
}

export function addUp([low, high]: Words): void {
  for (let index = 1; index < low.length; index++) {
    const sum = (low[index] as number) + (low[index - 1] as number);
    low[index] = sum;
    if (high) high[index] = (high[index] as number) + (high[index - 1] as number) + (sum > 0xffffffff ? 1 : 0);
  }
}

/** Signed words as unsigned ones that are small when those are near zero: 0, -1, 1, -2 … */
export function toZigzag([low, high]: Words): void {
  for (let index = 0; index < low.length; index++) {
    const sign = ((high ?? low)[index] as number) >> 31;
    const lowWord = low[index] as number;
    low[index] = (lowWord << 1) ^ sign;
    if (high) high[index] = (((high[index] as number) << 1) | (lowWord >>> 31)) ^ sign;
  }
}

export function fromZigzag([low, high]: Words): void {
  for (let index = 0; index < low.length; index++) {
    const lowWord = low[index] as number;
    const sign = -(lowWord & 1);
    if (high) {
      const highWord = high[index] as number;
      low[index] = ((lowWord >>> 1) | (highWord << 31)) ^ sign;
      high[index] = (highWord >>> 1) ^ sign;
    } else low[index] = (lowWord >>> 1) ^ sign;
  }
}

/** Words that are counted from one base: long enough to cost nothing, short enough to follow a curve. Stored. */
const frameLength = 256;
/** So many times the mean distance to the mean of a frame below it, what comes is a lone word. */
const farBelow = 8;

export const framesOf = (count: number): number => Math.ceil(count / frameLength);

/** A base for each frame: its mean, less what the words of a frame reach below that, so that distances to it are small and alike in all frames. */
export function basesOf([low, high]: Words): Float64Array {
  const words = high ?? low;
  const bases = new Float64Array(framesOf(words.length));
  let furthest = 0;
  let distances = 0;
  for (let frame = 0; frame < bases.length; frame++) {
    const start = frame * frameLength;
    const end = Math.min(start + frameLength, words.length);
    let sum = 0;
    for (let index = start; index < end; index++) sum += words[index] as number;
    const mean = Math.floor(sum / (end - start));
    bases[frame] = mean;
    for (let index = start; index < end; index++) {
      const below = mean - (words[index] as number);
      if (below > furthest) furthest = below;
      distances += Math.abs(below);
    }
  }
  const reach = Math.ceil(Math.min(furthest, (farBelow * distances) / words.length));
  for (let frame = 0; frame < bases.length; frame++) bases[frame] = (bases[frame] as number) - reach;
  return bases;
}

/** Each word (of 64 bits its high half) becomes its distance to the base of its frame; `direction` 1 undoes it. */
export function shiftFrames([low, high]: Words, bases: Float64Array, direction: 1 | -1): void {
  const words = high ?? low;
  for (let frame = 0; frame < bases.length; frame++) {
    const end = Math.min((frame + 1) * frameLength, words.length);
    const base = direction * (bases[frame] as number);
    for (let index = frame * frameLength; index < end; index++) words[index] = (words[index] as number) + base;
  }
}

/** How many bits the words take on average, each without its leading zeros. */
export function meanBits([low, high]: Words): number {
  let sum = 0;
  for (let index = 0; index < low.length; index++) {
    const above = high ? (high[index] as number) : 0;
    sum += above === 0 ? 32 - Math.clz32(low[index] as number) : 64 - Math.clz32(above);
  }
  return sum / low.length;
}

export const copyWords = ([low, high]: Words): Words => (high ? [low.slice(), high.slice()] : [low.slice()]);
