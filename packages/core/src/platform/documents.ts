/** A document on the wire: users' keys may be inside, so its type is open. */
export type Document = Record<string, unknown>;

/** Leaves out fields that are null or undefined: stored nulls are absent on the wire (wire-protocol §2). */
export function compact<T extends object>(document: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(document).filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<T>;
}

/** True for a plain JSON object. */
export function isObject(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
