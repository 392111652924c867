/**
 * Splits a line as a POSIX shell does: blanks part words, quotes and backslashes hold them together. Nothing is expanded.
 * @throws Error a quote is not closed.
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const sign = line[at] as string;
    if (quote === "'" || (quote === '"' && sign !== "\\")) {
      if (sign === quote) quote = "";
      else word += sign;
    } else if (sign === "\\") {
      const next = line[++at];
      if (next === undefined) throw new Error("a backslash stands at the end");
      // inside quotes a backslash is itself, but before these
      word = (word ?? "") + (quote && !'"\\$`'.includes(next) ? `\\${next}` : next);
    } else if (sign === "'" || sign === '"') {
      quote = sign;
      word ??= "";
    } else if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + sign;
    }
  }
  if (quote) throw new Error(`a quote (${quote}) is not closed`);
  if (word !== undefined) words.push(word);
  return words;
}
