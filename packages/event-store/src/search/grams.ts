import { crc32 } from "node:zlib";
import type { ByteReader, ByteWriter } from "../codec/bytes";

/*
 * Grams are the three neighbouring UTF-16 units of a text, without regard to case. What a text holds is kept as a filter: a set
 * of their hashes, in which a gram may seem to be that is not, never the other way round.
 */

const hashBits = 20;
const hashes = 2 ** hashBits;
const lineFeed = 10;
/** Of a filter, for each gram: of those that are not there one in fifty seems to be, and a word has several. */
const bitsPerGram = 8;

/** Two characters beyond ASCII match ASCII letters when case does not count: the long s and the Kelvin sign. */
const foldUnit = (unit: number): number => {
  if (unit >= 65 && unit <= 90) return unit + 32;
  if (unit < 128) return unit;
  return unit === 0x17f ? 115 : unit === 0x212a ? 107 : unit;
};

/** Scripts without case: ideographs, syllables of Japanese and Korean. */
const isCaseless = (unit: number): boolean =>
  unit < 128 || (unit >= 0x2e80 && unit <= 0xa4cf) || (unit >= 0xac00 && unit <= 0xd7a3);

function hashOf(one: number, two: number, three: number): number {
  let hash = Math.imul(one, 0x9e3779b1) ^ Math.imul(two, 0x85ebca6b) ^ Math.imul(three, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> (32 - hashBits);
}

/** Hands the hash of each gram of a text over; grams do not reach over line feeds. */
function eachGram(text: string, take: (hash: number) => void): void {
  let [one, two] = [lineFeed, lineFeed];
  for (let index = 0; index < text.length; index++) {
    const three = foldUnit(text.charCodeAt(index));
    if (one !== lineFeed && two !== lineFeed && three !== lineFeed) take(hashOf(one, two, three));
    [one, two] = [two, three];
  }
}

/**
 * Hashes of grams that every text has which holds this one.
 * @param matchCase false: without those that another case would write differently
 */
export function gramsOf(literal: string, matchCase: boolean): number[] {
  const found = new Set<number>();
  const units = Array.from({ length: literal.length }, (_, index) => literal.charCodeAt(index));
  for (let index = 2; index < units.length; index++) {
    const gram = units.slice(index - 2, index + 1).map(foldUnit);
    if (gram.includes(lineFeed) || !(matchCase || gram.every(isCaseless))) continue;
    found.add(hashOf(...(gram as [number, number, number])));
  }
  return [...found];
}

/** A set of grams: a Bloom filter. Without bytes it says that any gram may be there. */
export class GramFilter {
  /**
   * @param probes bits that each gram sets
   * @param seed differs between the blocks of a log, so that a gram which seems to be in one does not seem so in all
   */
  private constructor(
    readonly bytes: Uint8Array,
    private readonly probes: number,
    private readonly seed: number,
  ) {}

  /** @param mostBytes room for a filter: less room, more grams that seem to be there; far too little, no filter */
  static of(text: string, mostBytes: number): GramFilter {
    const isSeen = new Uint8Array(hashes);
    const grams: number[] = [];
    eachGram(text, (hash) => {
      if (isSeen[hash] === 0) grams.push(hash);
      isSeen[hash] = 1;
    });
    const bits = Math.min(grams.length * bitsPerGram, Math.floor(mostBytes) * 8);
    if (bits < grams.length || bits === 0) return new GramFilter(new Uint8Array(), 0, 0);
    const probes = Math.max(1, Math.round((bits / grams.length) * Math.LN2));
    const filter = new GramFilter(new Uint8Array(Math.ceil(bits / 8)), probes, crc32(text) % 256);
    for (const gram of grams) filter.#add(gram);
    return filter;
  }

  #place(hash: number, probe: number): number {
    const mixed = Math.imul(hash ^ Math.imul(this.seed, 0x9e3779b1), 0x85ebca6b);
    const spread = ((mixed >>> (32 - hashBits)) + probe * (mixed % hashes)) & (hashes - 1);
    return Math.floor((spread * this.bytes.length * 8) / hashes);
  }

  #add(hash: number): void {
    for (let probe = 0; probe < this.probes; probe++) {
      const place = this.#place(hash, probe);
      this.bytes[place >>> 3] = (this.bytes[place >>> 3] as number) | (1 << (place & 7));
    }
  }

  /** False: no text of it holds that gram. */
  has(hash: number): boolean {
    for (let probe = 0; probe < this.probes; probe++) {
      const place = this.#place(hash, probe);
      if (((this.bytes[place >>> 3] as number) & (1 << (place & 7))) === 0) return false;
    }
    return true;
  }

  write(writer: ByteWriter): void {
    writer.byte(this.probes);
    writer.byte(this.seed);
    writer.sized(this.bytes);
  }

  /** @throws CorruptDataError */
  static read(reader: ByteReader): GramFilter {
    const [probes, seed] = [reader.byte(), reader.byte()];
    return new GramFilter(reader.sized(), probes, seed);
  }
}
