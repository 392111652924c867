import { errors } from "../errors";

/** Splits a dotted path; parts keep the form in which they came (wire-protocol §6.9). */
export function splitPath(path: string): readonly string[] {
  return path.split(".");
}

/**
 * The key that an escaped part of a path means: `%2E` is a dot, `%24` a dollar, `%%` a percent sign, `%_` an underscore. Anything else
 * after a percent sign stands for itself, so `%25` is no percent sign (wire-protocol §6.9).
 */
export function unescapeKey(part: string): string {
  return part.replace(/%2E|%24|%%|%_/gi, (code) => KEY_CODES[code.toUpperCase()] ?? code);
}

const KEY_CODES: Readonly<Record<string, string>> = { "%2E": ".", "%24": "$", "%%": "%", "%_": "_" };

/** The form in which a user's key stands in a dotted path; the inverse of {@link unescapeKey}. */
export function escapeKey(key: string): string {
  return key
    .replaceAll("%", "%%")
    .replaceAll(".", "%2E")
    .replaceAll("$", "%24")
    .replaceAll("__", "%_%_")
    .replace(/^_/, "%_");
}

/** 400/14, as for every path that leads nowhere. */
export function unknownField(path: string, entity: string) {
  return errors.invalidFields({ field: path, entity });
}
