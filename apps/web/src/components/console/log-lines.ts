import { applyCodes, PLAIN, stripAnsi } from "./ansi";

/** A console event as the wire has it: one or more lines of output (wire-protocol §8.1). */
export interface LogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly msg?: string;
  readonly worker?: string;
}

/** One line as it is shown. */
export interface LogLine {
  /** With its colours; what a carriage return overwrote is gone. */
  readonly text: string;
  readonly timestamp: number;
  readonly worker?: string;
  /** Of a progress bar: how many earlier states this line stands for, and where the first of them was. */
  readonly folded?: { readonly count: number; readonly from: number };
}

/** The lines of one event. A colour that is switched on in one line holds in the next. */
export function linesOf({ msg = "", timestamp, worker }: LogEvent): LogLine[] {
  const parts = msg.split("\n");
  if (parts.length > 1 && parts.at(-1) === "") parts.pop();
  const colored = msg.includes("\u001b");
  let carried = "";
  return parts.map((part) => {
    const text = carried + overwritten(part);
    if (colored) carried = lookAtEnd(text);
    return { text, timestamp, worker };
  });
}

/** What is left of a line after its carriage returns: the last state that was drawn. */
function overwritten(line: string): string {
  if (!line.includes("\r")) return line;
  return line.split("\r").findLast((state) => stripAnsi(state).trim() !== "") ?? "";
}

/** The sequences that bring a new line into the look at the end of this one. */
function lookAtEnd(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  const all = [...text.matchAll(/\u001b\[([0-9;:]*)m/g)];
  const reset = all.findLastIndex((match) => applyCodes({ bold: true }, match[1] ?? "") === PLAIN);
  return all
    .slice(reset + 1)
    .map((match) => match[0])
    .join("");
}

/** tqdm (`desc:  45%|███`), Keras (`12/100 [==>...]`), pip (`━━━━ 1.2/3.4 MB`): what bar it is, and how far. */
const BARS: readonly RegExp[] = [
  /^(?<name>.*?)(?<done>\d{1,3})%\|/,
  /^\s*(?<done>\d+)\/(?<name>\d+) \[[=>.\s]*\]/,
  /^(?<name>\s*)[━╸╺╹-]{10,}\s*(?<done>\d+(?:\.\d+)?)\/\d/,
];

function progressBar(line: LogLine): { name: string; done: number } | null {
  // Most lines are none: two cheap looks before the patterns.
  if (!/[%\]━]/.test(line.text)) return null;
  const plain = stripAnsi(line.text);
  for (const [kind, pattern] of BARS.entries()) {
    const found = pattern.exec(plain)?.groups;
    if (found) return { name: `${kind} ${found.name?.trim()}`, done: Number(found.done) };
  }
  return null;
}

/**
 * Adds lines behind others. A progress bar that was printed again and again becomes one line, which shows its last state; a bar that starts again
 * is another one.
 * @param lines are added to.
 */
export function foldInto(lines: LogLine[], more: readonly LogLine[]): void {
  let last = lines.at(-1);
  let bar = last && progressBar(last);
  for (const line of more) {
    const next = progressBar(line);
    const from = line.folded?.from ?? next?.done ?? 0;
    if (last && bar && next && next.name === bar.name && from >= bar.done && line.worker === last.worker) {
      const count = (last.folded?.count ?? 0) + 1 + (line.folded?.count ?? 0);
      last = { ...line, folded: { count, from: last.folded?.from ?? bar.done } };
      lines[lines.length - 1] = last;
    } else {
      last = line;
      lines.push(line);
    }
    bar = next;
  }
}
