import mime from "mime";

/** The type to serve a file under: guessed from its name, bytes when unknown or compressed (wire-protocol §13). */
export function contentType(path: string): string {
  const type = path.toLowerCase().endsWith(".gz") ? null : mime.getType(path);
  if (!type) return "application/octet-stream";
  return type.startsWith("text/") || type === "image/svg+xml" ? `${type}; charset=utf-8` : type;
}

/**
 * Headers that keep stored content inert: users' HTML and SVG may be looked at, but only in an origin of their own (`sandbox`), never as the
 * web UI's with its session; nothing is sniffed into a page (wire-protocol §16.5).
 */
export const INERT = {
  "content-security-policy":
    "sandbox allow-scripts; default-src 'unsafe-inline' 'unsafe-eval' data: blob: https:; form-action 'none'; base-uri 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-site",
} as const;

/** `inline; filename=…`, or `attachment` when asked; other than plain names are quoted and given in RFC 5987 form too. */
export function disposition(kind: "inline" | "attachment", path: string): string {
  const name = path.split("/").at(-1) ?? "";
  if (/^[\w.+-]+$/.test(name)) return `${kind}; filename=${name}`;
  const ascii = name.replace(/[^\x20-\x7e]|["\\]/g, "_");
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
