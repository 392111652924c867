import { type Document, isObject } from "../platform/documents";
import { errors } from "../platform/errors";

/** Characters of one person's preferences as JSON. */
const PREFERENCES_MAX = 1_000_000;

/**
 * The preferences after a change: a key with dots sets the value at that path, making maps on the way; null is a value like any other
 * (wire-protocol §12).
 * @throws 400/305 a path through a plain value or with an empty part, or too much altogether; 400/16 a part that begins with `$`.
 */
export function withPreferences(stored: Document, changes: Document): Document {
  const preferences = structuredClone(stored);
  for (const [path, value] of Object.entries(changes)) {
    const parts = path.split(".");
    if (parts.some((part) => part.startsWith("$")))
      throw errors.fieldsValueError("keys may not begin with $", { path });
    if (parts.includes("")) throw errors.invalidPreferencesUpdate("a path has an empty part", { path });
    setAt(preferences, parts, value, path);
  }
  if (JSON.stringify(preferences).length > PREFERENCES_MAX)
    throw errors.invalidPreferencesUpdate("more than can be kept", { limit_characters: PREFERENCES_MAX });
  return preferences;
}

function setAt(root: Document, parts: readonly string[], value: unknown, path: string): void {
  let branch = root;
  for (const part of parts.slice(0, -1)) {
    if (!Object.hasOwn(branch, part)) define(branch, part, {});
    const next = branch[part];
    if (!isObject(next)) throw errors.invalidPreferencesUpdate("the path leads through a plain value", { path });
    branch = next;
  }
  define(branch, parts.at(-1) ?? "", value);
}

/** Assignment that treats `__proto__` as a key like any other. */
function define(target: Document, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
