import type { Document } from "../platform/documents";
import type { JsonLines } from "../platform/json-lines";
import { MAX_VALUE } from "./line";

/** The numbers of a scalar, each once in its line. */
export type Numbers = Record<"iter" | "value" | "timestamp", number>;
type Field = keyof Numbers;

/**
 * A line as the texts around its three numbers: the lines of one curve differ in nothing else. `next` came behind it last time: curves take turns.
 */
interface Pattern<Curve> {
  readonly fields: readonly [Field, Field, Field];
  readonly texts: readonly [string, string, string, string];
  readonly curve: Curve;
  next: Pattern<Curve> | undefined;
}

/** So many more lines learned than followed, and no more are: there is no order in which curves take turns, or there are too many. */
const maxMisses = 250;

const KEYS = /"(?:iter|value|timestamp)"\s*:/g;
const NUMBERS = /("(iter|value|timestamp)"\s*:\s*)(-?[0-9][0-9.eE+-]*)/g;
/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

const within = (value: number): number | undefined => (Math.abs(value) <= MAX_VALUE ? value : undefined);

/** Undefined when the line is not one text around three numbers. */
function patternOf<Curve>(line: string, source: Readonly<Document>, curve: Curve): Pattern<Curve> | undefined {
  const { iter, value, timestamp } = source;
  if (typeof iter !== "number" || typeof value !== "number" || typeof timestamp !== "number") return undefined;
  // Without escapes what looks like a key is one; of each that comes once the line itself has it, nothing within.
  if (line.includes("\\") || line.match(KEYS)?.length !== 3) return undefined;
  const fields: Field[] = [];
  const texts: string[] = [];
  let start = 0;
  for (const { index, 1: before = "", 2: field, 3: number = "" } of line.matchAll(NUMBERS)) {
    fields.push(field as Field);
    texts.push(line.slice(start, index + before.length));
    start = index + before.length + number.length;
  }
  const [first, second, third] = fields;
  if (!first || !second || !third) return undefined;
  const [head, one, other] = texts as [string, string, string];
  return { fields: [first, second, third], texts: [head, one, other, line.slice(start)], curve, next: undefined };
}

/**
 * Reads lines that repeat earlier ones but for `iter`, `value` and `timestamp`, which is what a training writes, without parsing them: their numbers
 * are picked out where the earlier line had its own. All else is text for text the same, so it means the same and was checked before.
 */
export class LinePatterns<Curve> {
  readonly #known = new Map<string, Pattern<Curve>>();
  #last: Pattern<Curve> | undefined;
  #misses = 0;
  readonly #numbers: Numbers = { iter: 0, value: 0, timestamp: 0 };
  /** Where the number that was read last ends. */
  #end = 0;

  /** Remembers a line that was read as a point of a curve, and what it was parsed to. */
  learn(line: string, source: Readonly<Document>, curve: Curve): void {
    const pattern = ++this.#misses > maxMisses ? undefined : patternOf(line, source, curve);
    if (!pattern) {
      this.#last = undefined;
      return;
    }
    const name = pattern.texts.join("\n");
    const known = this.#known.get(name) ?? pattern;
    this.#known.set(name, known);
    if (this.#last) this.#last.next = known;
    this.#last = known;
  }

  /** Takes the next lines off as far as they repeat earlier ones, and tells their numbers (the object is used again). */
  follow(lines: JsonLines, tell: (curve: Curve, numbers: Numbers) => void): void {
    for (let pattern = this.#match(lines); pattern; pattern = this.#match(lines)) {
      this.#misses--;
      this.#last = pattern;
      lines.skip(this.#end);
      tell(pattern.curve, this.#numbers);
    }
  }

  #match({ text, next }: JsonLines): Pattern<Curve> | undefined {
    const last = this.#last;
    if (!last || next >= text.length) return undefined;
    if (last.next && this.#fits(last.next, text, next)) return last.next;
    return last.next !== last && this.#fits(last, text, next) ? last : undefined;
  }

  #fits({ texts, fields }: Pattern<Curve>, text: string, start: number): boolean {
    let at = start;
    for (let index = 0; index < 3; index++) {
      const before = texts[index] as string;
      const field = fields[index] as Field;
      if (!text.startsWith(before, at)) return false;
      const number =
        field === "value" ? this.#decimal(text, at + before.length) : this.#integer(text, at + before.length);
      if (number === undefined) return false;
      this.#numbers[field] = number;
      at = this.#end;
    }
    const tail = texts[3];
    if (!text.startsWith(tail, at)) return false;
    this.#end = at + tail.length;
    return this.#end === text.length || text.charCodeAt(this.#end) === 10;
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
