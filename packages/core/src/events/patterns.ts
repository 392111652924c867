import type { Document } from "../platform/documents";
import type { JsonLines } from "../platform/json-lines";
import { MAX_VALUE } from "./line";

type Field = "iter" | "value" | "timestamp";
type Place = 0 | 1 | 2;

/**
 * A line as the texts around its three numbers: the lines of one curve differ in nothing else. `next` came behind it last time: curves take turns.
 */
interface Pattern<Curve> {
  readonly texts: readonly [head: string, one: string, other: string, tail: string];
  /** Which number is which. */
  readonly places: Readonly<Record<Field, Place>>;
  readonly curve: Curve;
  next: Pattern<Curve> | undefined;
}

/** So many lines, and then one in so many, may be learned in vain; then there is no order in which curves take turns, or there are too many. */
const freeMisses = 64;
const missesEvery = 16;

/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

const within = (value: number): number | undefined => (Math.abs(value) <= MAX_VALUE ? value : undefined);

const isSpace = (code: number): boolean => code === 32 || code === 9;
/** Digits, signs, a point, an exponent: what a number that was parsed is made of. */
const isOfNumber = (code: number): boolean =>
  (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46 || code === 69 || code === 101;

/** Where a field's number stands in a line without escapes; undefined when its name comes more than once, or no number behind it. */
function numberOf(
  line: string,
  field: Field,
): { readonly field: Field; readonly start: number; readonly end: number } | undefined {
  const name = `"${field}"`;
  const found = line.indexOf(name);
  if (found < 0 || line.includes(name, found + 1)) return undefined;
  let start = found + name.length;
  while (isSpace(line.charCodeAt(start))) start++;
  if (line.charCodeAt(start++) !== 58) return undefined;
  while (isSpace(line.charCodeAt(start))) start++;
  let end = start;
  while (isOfNumber(line.charCodeAt(end))) end++;
  return end === start ? undefined : { field, start, end };
}

/** Undefined when the line is not one text around three numbers. */
function patternOf<Curve>(line: string, source: Readonly<Document>, curve: Curve): Pattern<Curve> | undefined {
  const { iter, value, timestamp } = source;
  if (typeof iter !== "number" || typeof value !== "number" || typeof timestamp !== "number") return undefined;
  // Without escapes what looks like a name is one; of each that comes once the line itself has it, nothing within.
  if (line.includes("\\")) return undefined;
  const numbers = [numberOf(line, "iter"), numberOf(line, "value"), numberOf(line, "timestamp")];
  const [first, second, third] = numbers
    .filter((one) => one !== undefined)
    .sort((one, other) => one.start - other.start);
  if (!first || !second || !third) return undefined;
  const placeOf = (field: Field): Place => (first.field === field ? 0 : second.field === field ? 1 : 2);
  return {
    texts: [
      line.slice(0, first.start),
      line.slice(first.end, second.start),
      line.slice(second.end, third.start),
      line.slice(third.end),
    ],
    places: { iter: placeOf("iter"), value: placeOf("value"), timestamp: placeOf("timestamp") },
    curve,
    next: undefined,
  };
}

const isSame = ({ texts: one }: Pattern<unknown>, { texts: other }: Pattern<unknown>): boolean =>
  one[0] === other[0] && one[1] === other[1] && one[2] === other[2] && one[3] === other[3];

/**
 * Reads lines that repeat earlier ones but for `iter`, `value` and `timestamp`, which is what a training writes, without parsing them: their numbers
 * are picked out where the earlier line had its own. All else is text for text the same, so it means the same and was checked before.
 */
export class LinePatterns<Curve> {
  /** By the text before the first number. */
  readonly #known = new Map<string, Pattern<Curve>>();
  #last: Pattern<Curve> | undefined;
  #misses = 0;
  #followed = 0;
  /** The numbers of the line that was read last. */
  readonly #numbers = new Float64Array(3);
  /** Where what was read last ends. */
  #end = 0;

  /** Remembers a line that was read as a point of a curve, and what it was parsed to. */
  learn(line: string, source: Readonly<Document>, curve: Curve): void {
    const isVain = ++this.#misses > freeMisses + this.#followed / missesEvery;
    const pattern = isVain ? undefined : patternOf(line, source, curve);
    if (!pattern) {
      this.#last = undefined;
      return;
    }
    const [head] = pattern.texts;
    const found = this.#known.get(head);
    const known = found && isSame(found, pattern) ? found : pattern;
    if (known !== found) this.#known.set(head, known);
    if (this.#last) this.#last.next = known;
    this.#last = known;
  }

  /** Takes the next lines off as far as they repeat earlier ones, and tells their numbers. */
  follow(lines: JsonLines, tell: (curve: Curve, iter: number, timestamp: number, value: number) => void): void {
    const { text } = lines;
    const numbers = this.#numbers;
    for (let pattern = this.#match(text, lines.next); pattern; pattern = this.#match(text, lines.next)) {
      this.#followed++;
      this.#last = pattern;
      lines.skip(this.#end);
      const { iter, timestamp, value } = pattern.places;
      tell(pattern.curve, numbers[iter] as number, numbers[timestamp] as number, numbers[value] as number);
    }
  }

  #match(text: string, start: number): Pattern<Curve> | undefined {
    const last = this.#last;
    if (!last || start >= text.length) return undefined;
    const { next } = last;
    if (next && this.#fits(next, text, start)) return next;
    return next !== last && this.#fits(last, text, start) ? last : undefined;
  }

  #fits({ texts, places }: Pattern<Curve>, text: string, start: number): boolean {
    this.#end = start;
    if (!this.#reads(text, texts[0], 0, places.value)) return false;
    if (!this.#reads(text, texts[1], 1, places.value)) return false;
    if (!this.#reads(text, texts[2], 2, places.value)) return false;
    const tail = texts[3];
    if (!text.startsWith(tail, this.#end)) return false;
    this.#end += tail.length;
    return this.#end === text.length || text.charCodeAt(this.#end) === 10;
  }

  /** Reads what stands before a number, and the number. */
  #reads(text: string, before: string, place: Place, valuePlace: Place): boolean {
    if (!text.startsWith(before, this.#end)) return false;
    const start = this.#end + before.length;
    const number = place === valuePlace ? this.#decimal(text, start) : this.#integer(text, start);
    if (number === undefined) return false;
    this.#numbers[place] = number;
    return true;
  }

  /** An integer of at most 15 digits as JSON writes it; undefined for anything else. */
  #integer(text: string, start: number): number | undefined {
    const isNegative = text.charCodeAt(start) === 45;
    const first = isNegative ? start + 1 : start;
    let at = first;
    let integer = 0;
    for (let digit = text.charCodeAt(at) - 48; digit >= 0 && digit <= 9; digit = text.charCodeAt(++at) - 48) {
      integer = integer * 10 + digit;
    }
    this.#end = at;
    const digits = at - first;
    if (digits === 0 || digits > 15 || (digits > 1 && text.charCodeAt(first) === 48)) return undefined;
    return isNegative ? 0 - integer : integer;
  }

  /** A number as JSON writes it, the same double that JSON.parse makes of it; undefined for anything else. */
  #decimal(text: string, start: number): number | undefined {
    const isNegative = text.charCodeAt(start) === 45;
    const first = isNegative ? start + 1 : start;
    let at = first;
    let point = -1;
    let size = 0;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code >= 48 && code <= 57) size = size * 10 + (code - 48);
      else if (code === 46 && point < 0) point = at;
      else break;
    }
    this.#end = at;
    const digits = at - first - (point < 0 ? 0 : 1);
    const decimals = point < 0 ? 0 : at - point - 1;
    if (digits === 0 || point === first || point === at - 1) return undefined;
    const second = text.charCodeAt(first + 1);
    if (text.charCodeAt(first) === 48 && second >= 48 && second <= 57) return undefined;
    const code = text.charCodeAt(at);
    if (code === 69 || code === 101) return this.#exponential(text, start, at);
    // Both are exact then, and a quotient is rounded once.
    if (digits <= 15) return (isNegative ? -size : size) / (POWERS[decimals] as number);
    return within(Number(text.slice(start, at)));
  }

  #exponential(text: string, start: number, letter: number): number | undefined {
    let at = letter + 1;
    const sign = text.charCodeAt(at);
    if (sign === 43 || sign === 45) at++;
    const first = at;
    for (let code = text.charCodeAt(at); code >= 48 && code <= 57; code = text.charCodeAt(++at));
    this.#end = at;
    return at === first ? undefined : within(Number(text.slice(start, at)));
  }
}
