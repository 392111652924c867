import { type GramFilter, gramsOf } from "./grams";
import { PatternError } from "./query";

/** What a line with a match surely holds; `anything`: that is not known. */
export type Need =
  | { readonly kind: "anything" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "all" | "any"; readonly parts: readonly Need[] };

const anything: Need = { kind: "anything" };

/** The pattern has something that the analyser does not judge. */
class Unjudged extends Error {}

function all(parts: readonly Need[]): Need {
  const known = parts.filter((part) => part.kind !== "anything");
  return known.length > 1 ? { kind: "all", parts: known } : (known[0] ?? anything);
}

function any(parts: readonly Need[]): Need {
  if (parts.some((part) => part.kind === "anything")) return anything;
  return parts.length > 1 ? { kind: "any", parts } : (parts[0] ?? anything);
}

/** Escapes for one character out of several, for one of a few control characters, or for a place. */
const classEscapes = new Set("dDsSwWbBfnrtv0");
const syntaxCharacters = new Set("^$\\.*+?()[]{}|/-");

/**
 * Reads a valid regular expression (flag `u`) for texts that are surely in all it matches. It knows few things and takes
 * everything else for "anything"; what it could misread (numbered characters, back references, properties) ends it.
 */
class Analyser {
  #at = 0;
  readonly #characters: readonly string[];

  constructor(source: string) {
    this.#characters = [...source];
  }

  whole(): Need {
    const need = this.#alternatives();
    if (this.#at < this.#characters.length) throw new Unjudged();
    return need;
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #next(): string {
    const character = this.#characters[this.#at++];
    if (character === undefined) throw new Unjudged();
    return character;
  }

  #alternatives(): Need {
    const parts = [this.#sequence()];
    while (this.#peek() === "|") {
      this.#at++;
      parts.push(this.#sequence());
    }
    return any(parts);
  }

  #sequence(): Need {
    const parts: Need[] = [];
    let text = "";
    const endText = (): void => {
      if (text) parts.push({ kind: "text", text });
      text = "";
    };
    for (let next = this.#peek(); next !== undefined && next !== "|" && next !== ")"; next = this.#peek()) {
      const atom = this.#atom();
      const times = this.#quantifier();
      const isOnce = times === undefined;
      if (typeof atom === "string" && isOnce) text += atom;
      else if (typeof atom === "string" && times === "some") {
        text += atom;
        endText();
        // The last repetition is followed by what comes.
        text = atom;
      } else {
        endText();
        if (typeof atom !== "string" && times !== "perhaps") parts.push(atom);
      }
    }
    endText();
    return all(parts);
  }

  /** A character that stands for itself, or what something else needs. */
  #atom(): string | Need {
    const character = this.#next();
    if (character === "\\") return this.#escape();
    if (character === "[") return this.#characterClass();
    if (character === "(") return this.#group();
    return character === "." || character === "^" || character === "$" ? anything : character;
  }

  #escape(): string | Need {
    const escaped = this.#next();
    if (syntaxCharacters.has(escaped)) return escaped;
    if (classEscapes.has(escaped)) return anything;
    throw new Unjudged();
  }

  #characterClass(): Need {
    for (let character = this.#next(); character !== "]"; character = this.#next()) {
      if (character === "\\") this.#at++;
    }
    return anything;
  }

  #group(): Need {
    let isLookaround = false;
    if (this.#peek() === "?") {
      this.#at++;
      const kind = this.#next();
      const isBackwards = kind === "<" && ["=", "!"].includes(this.#peek() ?? "");
      isLookaround = kind === "=" || kind === "!" || isBackwards;
      if (isBackwards) this.#at++;
      else if (kind === "<") this.#skipName();
      else if (kind !== ":" && !isLookaround) throw new Unjudged();
    }
    const need = this.#alternatives();
    if (this.#next() !== ")") throw new Unjudged();
    return isLookaround ? anything : need;
  }

  #skipName(): void {
    let character = this.#next();
    while (character !== ">") character = this.#next();
  }

  /** `some`: once or more often; `perhaps`: maybe not at all. */
  #quantifier(): "some" | "perhaps" | undefined {
    const sign = this.#peek();
    if (sign === undefined || !"*+?{".includes(sign)) return undefined;
    this.#at++;
    let times: "some" | "perhaps" = sign === "+" ? "some" : "perhaps";
    if (sign === "{") {
      let count = "";
      for (let character = this.#next(); character !== "}"; character = this.#next()) count += character;
      if (Number.parseInt(count, 10) > 0) times = "some";
    }
    if (this.#peek() === "?") this.#at++;
    return times;
  }
}

/** What a regular expression needs in a line. It has to be valid. */
export function needOf(source: string): Need {
  try {
    return new Analyser(source).whole();
  } catch (error) {
    if (error instanceof Unjudged) return anything;
    throw error;
  }
}

function mayMeet(need: Need, filter: GramFilter, matchCase: boolean): boolean {
  switch (need.kind) {
    case "anything":
      return true;
    case "text":
      return gramsOf(need.text, matchCase).every((gram) => filter.has(gram));
    case "all":
      return need.parts.every((part) => mayMeet(part, filter, matchCase));
    case "any":
      return need.parts.some((part) => mayMeet(part, filter, matchCase));
  }
}

export interface PatternOptions {
  readonly pattern: string;
  /** A regular expression; else the text itself. */
  readonly regex?: boolean;
  readonly matchCase?: boolean;
}

/** What to look for in lines. */
export class Pattern {
  readonly source: string;
  readonly flags: string;
  readonly #need: Need;
  readonly #matchCase: boolean;

  /** @throws PatternError when it is no regular expression, or empty */
  constructor({ pattern, regex = false, matchCase = false }: PatternOptions) {
    if (pattern === "") throw new PatternError("is empty");
    this.source = regex ? pattern : pattern.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    this.flags = matchCase ? "u" : "iu";
    try {
      new RegExp(this.source, this.flags);
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/^.*: /, "") : String(error);
      throw new PatternError(`is no regular expression: ${reason}`);
    }
    this.#need = regex ? needOf(pattern) : { kind: "text", text: pattern };
    this.#matchCase = matchCase;
  }

  /** False: no line of the text that this filter was made of has a match. */
  mayMatch(filter: GramFilter): boolean {
    return mayMeet(this.#need, filter, this.#matchCase);
  }
}
