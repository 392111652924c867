/** A document on the wire: users' keys may be inside, so its type is open. */
export type Document = Record<string, unknown>;

/** Leaves out fields that are null or undefined: stored nulls are absent on the wire (wire-protocol §2). */
export function compact<T extends object>(document: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null && value !== undefined)) as {
    [Key in keyof T]?: NonNullable<T[Key]>;
  };
}

/** What a client said, as it is stored; null where nothing was said. */
export function said<T, R>(value: T | null | undefined, store: (value: T) => R): R | null {
  return value === null || value === undefined ? null : store(value);
}

/** True for a plain JSON object. */
export function isObject(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Levels of lists and maps inside one another that a request may have. */
export const MAX_DEPTH = 100;

const HALF_PAIR = /\p{Surrogate}/u;

/**
 * What no JSON column could take: text with half of a surrogate pair, or a depth at which parsers give up.
 * @returns why a request with such a part is refused; null for any other value.
 */
export function unstorable(value: unknown): string | null {
  const open: Array<readonly [value: unknown, depth: number]> = [[value, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [part, depth] = next;
    if (typeof part === "string" && HALF_PAIR.test(part)) return "text contains half of a surrogate pair";
    if (typeof part !== "object" || part === null) continue;
    if (depth >= MAX_DEPTH) return `more than ${MAX_DEPTH} levels`;
    for (const [key, below] of Object.entries(part)) open.push([key, depth], [below, depth + 1]);
  }
  return null;
}
