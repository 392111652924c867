import { errors } from "../errors";
import { type Cursor, caseVariants, literal, readEscapedCharacter } from "./pattern-text";

/** Members of a bracket expression that are classes themselves; negated ones as ranges, since PostgreSQL has no `\D` inside brackets. */
const SHORTHANDS: Readonly<Record<string, string>> = {
  d: "0-9",
  D: "\\u0001-/:-\\U0010ffff",
  w: "A-Za-z0-9_",
  W: "\\u0001-/:-@\\[-\\^`{-\\U0010ffff",
  s: " \\t\\n\\v\\f\\r",
  S: "\\u0001-\\u0008\\u000e-\\u001f!-\\U0010ffff",
  h: " \\t",
  v: "\\n\\v\\f\\r",
};

/**
 * Reads a bracket expression, the `[` already read, and writes it for PostgreSQL.
 * @param ignoreCase letters are written in both cases.
 * @throws 400/21 when it is not closed or a range runs backwards.
 */
export function readClass(cursor: Cursor, ignoreCase: boolean): string {
  const negated = cursor.take("^");
  const parts: string[] = [];
  let first = true;
  while (first || cursor.peek() !== "]") {
    if (cursor.done) throw errors.invalidRegexError("an unclosed [");
    first = false;
    const posix = cursor.takeMatch(/^\[:(\^?)(\w+):\]/);
    if (posix) {
      parts.push(posixClass(posix[1] === "^", posix[2] ?? ""));
      continue;
    }
    const start = readMember(cursor);
    if (start.length > 1 && start.startsWith("\u0000")) {
      parts.push(start.slice(1));
      continue;
    }
    parts.push(readRange(cursor, start, ignoreCase));
  }
  cursor.next();
  return `[${negated ? "^" : ""}${parts.join("")}]`;
}

const POSIX = [
  "alnum",
  "alpha",
  "blank",
  "cntrl",
  "digit",
  "graph",
  "lower",
  "print",
  "punct",
  "space",
  "upper",
  "xdigit",
];

function posixClass(negated: boolean, name: string): string {
  if (name === "word" && !negated) return SHORTHANDS.w ?? "";
  if (negated || !POSIX.includes(name)) throw errors.invalidRegexError(`the class [:${negated ? "^" : ""}${name}:]`);
  return `[:${name}:]`;
}

/** One character, or a shorthand class marked by a NUL in front (no pattern holds one). */
function readMember(cursor: Cursor): string {
  if (cursor.done) throw errors.invalidRegexError("an unclosed [");
  const character = cursor.next();
  if (character !== "\\") return character;
  if (cursor.done) throw errors.invalidRegexError("a backslash at the end");
  const shorthand = SHORTHANDS[cursor.peek()];
  if (shorthand !== undefined) {
    cursor.next();
    return `\u0000${shorthand}`;
  }
  if (cursor.take("b")) return "\b";
  const octal = cursor.takeMatch(/^[1-7][0-7]{0,2}/);
  return octal ? String.fromCodePoint(Number.parseInt(octal[0], 8)) : readEscapedCharacter(cursor);
}

function readRange(cursor: Cursor, start: string, ignoreCase: boolean): string {
  const isRange = /^-[^\]]/.test(cursor.rest) && !/^-\\[dDwWsShv]/.test(cursor.rest) && !cursor.rest.startsWith("-[:");
  if (!isRange) return withCases([start], ignoreCase);
  cursor.next();
  const end = readMember(cursor);
  const [low, high] = [start.codePointAt(0) ?? 0, end.codePointAt(0) ?? 0];
  if (low > high) throw errors.invalidRegexError("a range in the wrong order");
  const range = `${literal(start)}-${literal(end)}`;
  if (!ignoreCase) return range;
  const letters = Array.from({ length: Math.min(high - low + 1, 2048) }, (_, index) =>
    String.fromCodePoint(low + index),
  );
  return `${range}${withCases(letters, true)}`;
}

function withCases(characters: readonly string[], ignoreCase: boolean): string {
  const variants = ignoreCase ? new Set(characters.flatMap(caseVariants)) : characters;
  return [...variants].map(literal).join("");
}
