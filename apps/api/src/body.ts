import { type Document, isObject, MAX_DEPTH } from "@limpid/core/platform/documents";
import { errors } from "@limpid/core/platform/errors";
import { JsonLines } from "@limpid/core/platform/json-lines";

/** The parts of a request that make up a call's input. */
export interface RawInput {
  readonly body: Buffer;
  readonly contentType: string;
  /** Without the question mark. */
  readonly queryString: string;
}

const JSON_LINES = "application/json-lines";
const FORM = "application/x-www-form-urlencoded";

/** Whether a content type changes how a body is read; all others mean JSON, even where they are no content types. */
export function decidesReading(contentType: string | undefined): boolean {
  return contentType === JSON_LINES || isForm(contentType ?? "");
}

function isForm(contentType: string): boolean {
  return contentType.split(";")[0]?.trim() === FORM;
}

/**
 * The input of an ordinary call: the JSON body, whatever the content type says, with query arguments and form fields laid over it
 * (wire-protocol §1). @throws 400/0 for anything that is no JSON object.
 */
export function readObject(input: RawInput): Document {
  if (input.contentType === JSON_LINES) throw errors.badRequest("this endpoint takes one JSON object, not JSON lines");
  const form = isForm(input.contentType);
  const body = form || input.body.length === 0 ? {} : parseObject(text(input.body));
  overlay(body, new URLSearchParams(input.queryString));
  if (form) overlay(body, new URLSearchParams(text(input.body)));
  return body;
}

/**
 * The input of a batch call, line by line: one object a line when the content type is exactly `application/json-lines`, else a batch of one,
 * or of none when that object is empty.
 * @throws 400/0 when a line is no object, a blank one in the middle included; of JSON lines when its turn comes.
 */
export function readLines(input: RawInput): Iterable<Document> {
  const content = text(input.body);
  if (input.contentType === JSON_LINES) return new JsonLines(content, tryParse);
  const only = content === "" ? {} : parseObject(content);
  return Object.keys(only).length > 0 ? [only] : [];
}

function text(body: Buffer): string {
  const content = body.toString("utf8");
  return content.charCodeAt(0) === 0xfeff ? content.slice(1) : content;
}

function parseObject(content: string): Document {
  const value = tryParse(content);
  if (value === undefined) throw errors.badRequest("the body is not valid JSON");
  if (value === null || (Array.isArray(value) && value.length === 0)) return {};
  if (!isObject(value)) throw errors.badRequest("the body is no JSON object");
  return value;
}

/** @returns undefined when the text is no JSON. Python's NaN and Infinity are let through as numbers. */
function tryParse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return /NaN|Infinity/.test(content) ? parseWithSpecialNumbers(content) : undefined;
  }
}

const MARK = "\u{10FFFF}number:";

function parseWithSpecialNumbers(content: string): unknown {
  try {
    return JSON.parse(markSpecialNumbers(content), (_key, value: unknown) =>
      typeof value === "string" && value.startsWith(MARK) ? Number(value.slice(MARK.length)) : value,
    );
  } catch {
    return undefined;
  }
}

/** Makes marked strings of NaN and Infinity outside of strings. A scan, for a regular expression fails at strings of some megabytes. */
function markSpecialNumbers(content: string): string {
  const parts: string[] = [];
  for (let start = 0; start < content.length; ) {
    const quote = content.indexOf('"', start);
    const open = quote < 0 ? content.length : quote;
    parts.push(content.slice(start, open).replace(/-?Infinity\b|\bNaN\b/g, (word) => `"${MARK}${word}"`));
    start = endOfString(content, open);
    parts.push(content.slice(open, start));
  }
  return parts.join("");
}

/** The place behind a string that begins at `open`. */
function endOfString(content: string, open: number): number {
  for (let quote = content.indexOf('"', open + 1); quote >= 0; quote = content.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (content[quote - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return quote + 1;
  }
  return content.length;
}

/**
 * Lays `a=1&b[]=x&c.d=true` over a body: repeated keys and `[]` make lists, dots nest, numbers and booleans are recognised.
 * @throws 400/0 for a key that nests deeper than any document may.
 */
function overlay(body: Document, parameters: URLSearchParams): void {
  const given = new Map<string, unknown[]>();
  for (const [name, text] of parameters) {
    const value = coerce(text);
    const values = given.get(name);
    if (values) values.push(value);
    else given.set(name, [value]);
  }
  for (const [name, values] of given) {
    const isList = name.endsWith("[]") || values.length > 1;
    const path = (name.endsWith("[]") ? name.slice(0, -2) : name).split(".");
    if (path.length > MAX_DEPTH) throw errors.badRequest(`a parameter has more than ${MAX_DEPTH} levels`);
    setPath(body, path, isList ? values : values[0]);
  }
}

function coerce(value: string): string | number | boolean {
  if (/^\d+$/.test(value) && value.length < 16) return Number(value);
  if (/^\d+\.\d+$/.test(value)) return Number(value);
  if (/^(?:true|True|TRUE)$/.test(value)) return true;
  return /^(?:false|False|FALSE)$/.test(value) ? false : value;
}

function setPath(body: Document, path: readonly string[], value: unknown): void {
  const [head = "", ...rest] = path;
  if (rest.length === 0) {
    define(body, head, value);
    return;
  }
  const inner = Object.hasOwn(body, head) ? body[head] : undefined;
  const child = isObject(inner) ? inner : {};
  define(body, head, child);
  setPath(child, rest, value);
}

/** Assignment that treats `__proto__` as a key like any other. */
function define(target: Document, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
