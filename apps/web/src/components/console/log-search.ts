import { escapePattern } from "@/lib/wire";
import { stripAnsi } from "./ansi";
import type { LogLine } from "./log-lines";

export interface SearchOptions {
  readonly regex: boolean;
  readonly matchCase: boolean;
}

/** What to look for; null when the text is empty, an error's words when it is no regular expression. */
export function searchPattern(text: string, { regex, matchCase }: SearchOptions): RegExp | string | null {
  if (text === "") return null;
  try {
    return new RegExp(regex ? text : escapePattern(text), matchCase ? "gu" : "giu");
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^.*: /, "") : "No regular expression";
  }
}

/** Where a pattern is in a text: `[from, to)` each. Empty matches count for nothing. */
export function rangesOf(text: string, pattern: RegExp): (readonly [number, number])[] {
  return Array.from(text.matchAll(pattern), ({ 0: found, index }) => [index, index + found.length] as const).filter(
    ([from, to]) => to > from,
  );
}

/** Looks through a log that grows at both ends: lines that were searched are not searched again. */
export class LogSearch {
  #lines: readonly LogLine[] = [];
  #firstKey = 0;
  #found: readonly number[] = [];
  readonly #first: RegExp;

  constructor(readonly pattern: RegExp) {
    // A global pattern remembers where it found something, and would go on from there wherever it is used next.
    this.#first = new RegExp(pattern.source, pattern.flags.replace("g", ""));
  }

  /** Indexes of the lines with a match, ascending. @param firstKey how the lines are counted (log-book.ts) */
  update(lines: readonly LogLine[], firstKey = 0): readonly number[] {
    if (lines === this.#lines) return this.#found;
    // So many lines were put before.
    const before = Math.max(0, this.#firstKey - firstKey);
    const same = commonLength(this.#lines, lines, before);
    const found: number[] = [];
    const look = (from: number, to: number) => {
      for (let index = from; index < to; index++)
        if (this.#first.test(stripAnsi(lines[index]?.text ?? ""))) found.push(index);
    };
    look(0, same === 0 ? 0 : before);
    for (const index of this.#found) if (index < same) found.push(index + before);
    look(same === 0 ? 0 : before + same, lines.length);
    this.#lines = lines;
    this.#firstKey = firstKey;
    this.#found = found;
    return found;
  }
}

/** How many lines at the beginning of `past` are the same objects in `now`, from `offset` on. They differ at the end only, or altogether. */
function commonLength(past: readonly LogLine[], now: readonly LogLine[], offset: number): number {
  let length = Math.min(past.length, now.length - offset);
  // The very first line may be a progress bar that went on over a border.
  if (length < 2 || past[1] !== now[offset + 1] || past[0] !== now[offset]) return 0;
  while (length > 0 && past[length - 1] !== now[offset + length - 1]) length--;
  return length;
}
