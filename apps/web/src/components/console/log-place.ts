import { stripAnsi } from "./ansi";
import type { LogLine } from "./log-lines";

/** A line that the server's search has found (events.search_log). */
export interface LogHit {
  /** Of the line in the whole log, from 1; each state of a progress bar that was printed as a line counts. */
  readonly number: number;
  readonly timestamp: number;
  readonly text: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly cursor: string;
}

/** Lines that a shown one stands for. */
const countOf = ({ folded }: LogLine): number => 1 + (folded?.count ?? 0);

/** The numbers of lines of which the first begins with this one. A folded progress bar has that of its last state. */
export function numbersOf(lines: readonly LogLine[], first: number): Uint32Array {
  const numbers = new Uint32Array(lines.length);
  let before = first - 1;
  for (const [index, line] of lines.entries()) {
    before += countOf(line);
    numbers[index] = before;
  }
  return numbers;
}

/** Which line has that number, or stands for the one that has it; null when it is not among them. */
export function indexOfNumber(numbers: Uint32Array, number: number): number | null {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < number) low = middle + 1;
    else high = middle;
  }
  return low < numbers.length ? low : null;
}

/** Which of some lines a hit is: where several of its time have its text, the one with its neighbours. Null for none. */
export function locate(lines: readonly LogLine[], hit: LogHit): number | null {
  const textAt = (index: number): string => stripAnsi(lines[index]?.text ?? "");
  const likeness = (index: number): number =>
    hit.before.filter((text, at) => textAt(index - hit.before.length + at) === text).length +
    hit.after.filter((text, at) => textAt(index + 1 + at) === text).length;
  let best: number | null = null;
  let later: number | null = null;
  for (const [index, line] of lines.entries()) {
    if (later === null && line.timestamp >= hit.timestamp) later = index;
    // A long line was cut.
    if (line.timestamp !== hit.timestamp || !textAt(index).startsWith(hit.text)) continue;
    if (best === null || likeness(index) > likeness(best)) best = index;
  }
  // It may be a state of a progress bar, for which a later line stands.
  return best ?? later;
}

/** The number of the first of some lines, by a hit that is one of them. */
export function firstNumber(lines: readonly LogLine[], hit: LogHit): number | null {
  const index = locate(lines, hit);
  if (index === null) return null;
  const before = lines.slice(0, index + 1).reduce((sum, line) => sum + countOf(line), 0);
  return Math.max(1, hit.number - before + 1);
}
