import { errors } from "../errors";
import { readClass } from "./pattern-class";
import { CaseFolding, Cursor, type Flags, readEscapedCharacter } from "./pattern-text";

/** A client's pattern in the form in which PostgreSQL takes it. */
export interface Pattern {
  /** An advanced regular expression for `~`. */
  readonly regex: string;
  /** The text when the pattern is no more than `^text$`: equality finds it by index (the SDK looks names up so). */
  readonly exact?: string;
}

/**
 * Translates a PCRE or Python regular expression into a PostgreSQL one with the same search semantics (wire-protocol §6.1): `.` without line
 * breaks, `$` before a final one, ASCII `\d \w \s`, `(?i)` anywhere, `(?P<n>…)`, `\A \Z`, escapes such as `\ ` and `\-`, back references,
 * look-around. Whether something matches does not depend on greed, so lazy quantifiers keep their meaning.
 * @throws 400/21 for what is malformed, or has no counterpart (recursion, conditionals, atomic groups, possessive quantifiers).
 */
export function translatePattern(source: string, options: { ignoreCase?: boolean } = {}): Pattern {
  if (source.includes("\0")) throw bad("a NUL character");
  return new Translator(source, options.ignoreCase ?? false).translate();
}

/** 400/21. */
function bad(reason: string) {
  return errors.invalidRegexError(reason);
}

const ANY_CHARACTER = "[^\\n]";
/** The end, or the line break that ends the text. */
const END = "(?=\\n?\\Z)";

/** What was written last, and whether a quantifier may follow. */
interface Atom {
  readonly start: number;
  readonly constraint: boolean;
}

class Translator {
  private readonly cursor: Cursor;
  private readonly output: string[] = [];
  private flags: Flags;
  /** Number of a group in the source → its number in the output; absent inside look-around, where PostgreSQL captures nothing. */
  private readonly groups: (number | undefined)[] = [undefined];
  private readonly names = new Map<string, number>();
  private captured = 0;
  private lookaround = 0;
  private readonly captures: boolean;
  private readonly fold: CaseFolding;

  constructor(
    private readonly source: string,
    ignoreCase: boolean,
  ) {
    this.cursor = new Cursor(source);
    const leading = /^(?:\(\?[a-zA-Z]*i[a-zA-Z]*\))/.test(source);
    this.fold = new CaseFolding(ignoreCase || leading);
    this.flags = { i: ignoreCase, s: false, m: false, x: false };
    this.captures = /\\[1-9kg]|\(\?P=/.test(source);
  }

  translate(): Pattern {
    this.alternatives();
    if (!this.cursor.done) throw bad("an unmatched parenthesis");
    const exact = exactText(this.source);
    const regex = `${this.fold.whole ? "(?i)" : ""}${this.output.join("")}`;
    return exact !== null && !this.fold.whole ? { regex, exact } : { regex };
  }

  /** Everything up to the closing parenthesis or the end. Flags set inside end with the group. */
  private alternatives(): void {
    const flags = this.flags;
    let atom: Atom | null = null;
    while (!this.cursor.done && this.cursor.peek() !== ")") {
      if (this.cursor.take("|")) {
        this.output.push("|");
        atom = null;
        continue;
      }
      if (this.flags.x && this.skipVerbose()) continue;
      if (this.quantify(atom)) {
        atom = null;
        continue;
      }
      const start = this.output.length;
      const constraint = this.element();
      atom = this.output.length > start ? { start, constraint } : atom;
    }
    this.flags = flags;
  }

  private skipVerbose(): boolean {
    if (this.cursor.takeMatch(/^\s+/)) return true;
    return this.cursor.takeMatch(/^#[^\n]*\n?/) !== null;
  }

  /** A quantifier after the atom, if there is one. */
  private quantify(atom: Atom | null): boolean {
    const match = this.cursor.takeMatch(/^(?:[*+?]|\{(\d*)(,?)(\d*)\})/);
    if (!match) return false;
    const [text, low = "", comma = "", high = ""] = match;
    if (text === "{}" || text === "{,}") {
      this.emitLiteral("{");
      this.cursor.back(text.length - 1);
      return true;
    }
    if (!atom) throw bad("nothing to repeat");
    if (atom.constraint) {
      this.output.splice(atom.start, 0, "(?:");
      this.output.push(")");
    }
    const bounds = text.startsWith("{") ? `{${low || "0"}${comma}${high}}` : text;
    if (Number(low) > 255 || Number(high) > 255) throw bad("more than 255 repetitions");
    if (high !== "" && Number(low) > Number(high)) throw bad("bounds in the wrong order");
    this.output.push(bounds);
    if (this.cursor.take("?")) this.output.push("?");
    else if (this.cursor.peek() === "+") throw bad("possessive quantifiers are not supported");
    if (/^[*+?]|^\{\d+(,\d*)?\}/.test(this.cursor.rest)) throw bad("multiple repeat");
    return true;
  }

  /** One element; true when it is a constraint, which matches no characters. */
  private element(): boolean {
    const character = this.cursor.next();
    switch (character) {
      case "(":
        return this.group();
      case "[":
        this.output.push(readClass(this.cursor, this.flags.i && !this.fold.whole));
        return false;
      case ".":
        this.output.push(this.flags.s ? "." : ANY_CHARACTER);
        return false;
      case "^":
        this.output.push(this.flags.m ? "(?:^|(?<=\\n))" : "^");
        return true;
      case "$":
        this.output.push(this.flags.m ? "(?:$|(?=\\n))" : END);
        return true;
      case "\\":
        return this.escape();
      default:
        this.emitLiteral(character);
        return false;
    }
  }

  private emitLiteral(character: string): void {
    this.output.push(this.fold.character(character, this.flags.i));
  }

  private escape(): boolean {
    const { cursor } = this;
    if (cursor.done) throw bad("a backslash at the end");
    if (cursor.take("Q")) {
      const quoted = cursor.takeMatch(/^([\s\S]*?)(?:\\E|$)/)?.[1] ?? "";
      for (const character of quoted) this.emitLiteral(character);
      return false;
    }
    if (cursor.take("E")) return false;
    const constraint = CONSTRAINTS[cursor.peek()];
    if (constraint !== undefined) {
      cursor.next();
      this.output.push(constraint);
      return true;
    }
    const simple = CLASSES[cursor.peek()];
    if (simple !== undefined) {
      cursor.next();
      this.output.push(simple);
      return false;
    }
    const property = cursor.takeMatch(/^([pP])(?:\{(\^?)(\w+)\}|(\w))/);
    if (property) {
      this.output.push(propertyClass(property));
      return false;
    }
    const reference = this.reference();
    if (reference !== null) {
      this.output.push(reference);
      return false;
    }
    this.emitLiteral(readEscapedCharacter(cursor));
    return false;
  }

  /** `\1`, `\k<name>`, `\g{1}`. */
  private reference(): string | null {
    const named = this.cursor.takeMatch(/^(?:k(?:<(\w+)>|'(\w+)'|\{(\w+)\})|g(?:\{(\w+)\}|<(\w+)>|(\d+)))/);
    const numbered = named ? null : this.cursor.takeMatch(/^[1-9]\d?/);
    const key = named?.slice(1).find((part) => part !== undefined) ?? numbered?.[0];
    return key === undefined ? null : this.referenceTo(key);
  }

  private referenceTo(key: string): string {
    const number = /^\d+$/.test(key) ? Number(key) : this.names.get(key);
    const target = number === undefined ? undefined : this.groups[number];
    if (target === undefined || this.lookaround > 0 || target > 99) throw bad(`a reference to group ${key}`);
    return `\\${target}(?:)`;
  }

  private group(): boolean {
    const { cursor } = this;
    if (cursor.peek() === "*") throw bad("control verbs are not supported");
    if (!cursor.take("?")) return this.capturing(null);
    const comment = cursor.takeMatch(/^#[^)]*\)/);
    if (comment) return false;
    const backward = cursor.takeMatch(/^P=(\w+)\)/);
    if (backward?.[1]) {
      this.output.push(this.referenceTo(backward[1]));
      return false;
    }
    const look = cursor.takeMatch(/^(?:<?[=!])/);
    if (look) return this.around(`(?${look[0]}`);
    const named = cursor.takeMatch(/^(?:P?<(\w+)>|'(\w+)')/);
    if (named) return this.capturing(named[1] ?? named[2] ?? null);
    const flags = cursor.takeMatch(/^([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])/);
    if (flags) return this.flagged(flags[1] ?? "", flags[2] ?? "", flags[3] === ":");
    throw bad("an unknown kind of group");
  }

  private capturing(groupName: string | null): boolean {
    const captures = this.captures && this.lookaround === 0;
    this.groups.push(captures ? ++this.captured : undefined);
    if (groupName !== null) {
      if (/^\d/.test(groupName) || this.names.has(groupName)) throw bad(`the group name ${groupName}`);
      this.names.set(groupName, this.groups.length - 1);
    }
    return this.enclosed(captures ? "(" : "(?:");
  }

  private around(open: string): boolean {
    this.lookaround += 1;
    this.enclosed(open);
    this.lookaround -= 1;
    return true;
  }

  private flagged(on: string, off: string, scoped: boolean): boolean {
    const flags = { ...this.flags };
    for (const [letters, value] of [
      [on, true],
      [off, false],
    ] as const) {
      for (const letter of letters) {
        if (letter === "i" || letter === "s" || letter === "m" || letter === "x") flags[letter] = value;
        else if (!"auLUn".includes(letter)) throw bad(`the flag ${letter}`);
      }
    }
    if (this.fold.whole && !flags.i) throw bad("case can only be ignored for all of a pattern or switched on later");
    const before = this.flags;
    this.flags = flags;
    if (!scoped) return false;
    this.enclosed("(?:");
    this.flags = before;
    return false;
  }

  private enclosed(open: string): boolean {
    this.output.push(open);
    this.alternatives();
    if (!this.cursor.take(")")) throw bad("an unmatched parenthesis");
    this.output.push(")");
    return false;
  }
}

const WORD = "[A-Za-z0-9_]";

const CONSTRAINTS: Readonly<Record<string, string>> = {
  A: "\\A",
  Z: END,
  z: "\\Z",
  b: `(?:(?<!${WORD})(?=${WORD})|(?<=${WORD})(?!${WORD}))`,
  B: `(?:(?<!${WORD})(?!${WORD})|(?<=${WORD})(?=${WORD}))`,
};

const CLASSES: Readonly<Record<string, string>> = {
  d: "[0-9]",
  D: "[^0-9]",
  w: WORD,
  W: "[^A-Za-z0-9_]",
  s: "[ \\t\\n\\v\\f\\r]",
  S: "[^ \\t\\n\\v\\f\\r]",
  h: "[ \\t]",
  H: "[^ \\t]",
  v: "[\\n\\v\\f\\r]",
  V: "[^\\n\\v\\f\\r]",
  N: ANY_CHARACTER,
  R: "(?:\\r\\n|[\\n\\v\\f\\r])",
};

const PROPERTIES: Readonly<Record<string, string>> = {
  L: "alpha",
  Lu: "upper",
  Ll: "lower",
  N: "digit",
  Nd: "digit",
  P: "punct",
  Z: "space",
  Zs: "blank",
};

function propertyClass([, letter, negated, long, short]: RegExpExecArray): string {
  const posix = PROPERTIES[long ?? short ?? ""];
  if (!posix) throw bad(`the property ${long ?? short}`);
  return `[${(letter === "P") !== (negated === "^") ? "^" : ""}[:${posix}:]]`;
}

/** The text that `^text$` stands for; null for any other pattern. */
function exactText(source: string): string | null {
  if (!source.startsWith("^") || !source.endsWith("$")) return null;
  const inner = source.slice(1, -1);
  if (!/^(?:[^\\^$.|?*+()[\]{}]|\\[^A-Za-z0-9])*$/.test(inner)) return null;
  return inner.replace(/\\([\s\S])/g, "$1");
}
