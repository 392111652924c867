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

/** Looks through a log that grows: lines that were searched are not searched again. */
export class LogSearch {
  #lines: readonly LogLine[] = [];
  #found: readonly number[] = [];

  constructor(readonly pattern: RegExp) {}

  /** Indexes of the lines with a match, ascending. */
  update(lines: readonly LogLine[]): readonly number[] {
    if (lines === this.#lines) return this.#found;
    const same = commonLength(this.#lines, lines);
    const found = this.#found.filter((index) => index < same);
    for (let index = same; index < lines.length; index++) {
      this.pattern.lastIndex = 0;
      if (this.pattern.test(stripAnsi(lines[index]?.text ?? ""))) found.push(index);
    }
    this.#lines = lines;
    this.#found = found;
    return found;
  }
}

/** How many lines at the beginning are the same objects. Lists of one log differ at their ends only, or from the beginning on. */
function commonLength(before: readonly LogLine[], now: readonly LogLine[]): number {
  let length = Math.min(before.length, now.length);
  if (before[0] !== now[0]) return 0;
  while (length > 0 && before[length - 1] !== now[length - 1]) length--;
  return length;
}
