import { errors } from "../errors";

/** Flags that hold at a place of a pattern. */
export interface Flags {
  i: boolean;
  s: boolean;
  m: boolean;
  x: boolean;
}

/** Reads a pattern character by character (code points, not halves of them). */
export class Cursor {
  private position = 0;

  constructor(private readonly source: string) {}

  get done(): boolean {
    return this.position >= this.source.length;
  }

  get rest(): string {
    return this.source.slice(this.position);
  }

  peek(): string {
    const code = this.source.codePointAt(this.position);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  next(): string {
    const character = this.peek();
    this.position += character.length;
    return character;
  }

  /** Goes over the text if it comes next. */
  take(text: string): boolean {
    if (!this.source.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  /** Goes over what the expression (anchored at its start) matches next. */
  takeMatch(expression: RegExp): RegExpExecArray | null {
    const match = expression.exec(this.rest);
    if (match) this.position += match[0].length;
    return match;
  }

  back(length: number): void {
    this.position -= length;
  }
}

/** How letters are written when their case does not count. */
export class CaseFolding {
  constructor(
    /** The whole pattern ignores case: PostgreSQL's own flag does it. */
    readonly whole: boolean,
  ) {}

  character(character: string, ignoreCase: boolean): string {
    if (this.whole || !ignoreCase) return literal(character);
    const variants = caseVariants(character);
    return variants.length === 1 ? literal(character) : `[${variants.map(literal).join("")}]`;
  }
}

/** A character in all its cases. */
export function caseVariants(character: string): readonly string[] {
  const variants = [character, character.toLowerCase(), character.toUpperCase()];
  return [...new Set(variants)].filter((variant) => [...variant].length === 1);
}

/** A character that stands for itself, inside and outside of brackets. */
export function literal(character: string): string {
  if (/[A-Za-z0-9_]/.test(character) || character > "\u007f") return character;
  const code = character.codePointAt(0) ?? 0;
  return code < 32 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\${character}`;
}

const CONTROLS: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  f: "\f",
  v: "\v",
  a: "\u0007",
  e: "\u001b",
};

/**
 * The character that an escape means, the backslash already read.
 * @throws 400/21 for letters without a meaning.
 */
export function readEscapedCharacter(cursor: Cursor): string {
  const code = cursor.takeMatch(/^(?:x\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/);
  if (code) return fromCode(Number.parseInt(code[1] ?? code[2] ?? code[3] ?? code[4] ?? "", 16));
  const octal = cursor.takeMatch(/^0[0-7]{0,2}/);
  if (octal) return fromCode(Number.parseInt(octal[0], 8));
  const control = cursor.takeMatch(/^c([A-Za-z])/);
  if (control?.[1]) return fromCode(control[1].toUpperCase().charCodeAt(0) - 64);
  const character = cursor.next();
  const known = CONTROLS[character];
  if (known !== undefined) return known;
  if (/[A-Za-z0-9]/.test(character)) throw errors.invalidRegexError(`the escape \\${character}`);
  return character;
}

function fromCode(code: number): string {
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw errors.invalidRegexError("a character that no text can hold");
  }
  return String.fromCodePoint(code);
}
