/** The session cookie that ClearML's web app and SDK know (wire-protocol §3). */
export const SESSION_COOKIE = "clearml_token_basic";

/** One cookie out of a Cookie header. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(";") ?? []) {
    const separator = part.indexOf("=");
    if (separator > 0 && part.slice(0, separator).trim() === name) return part.slice(separator + 1).trim() || undefined;
  }
  return undefined;
}

/** The Set-Cookie header that opens a session, or ends it when `session` is null. Secure where the web UI is reached by https. */
export function sessionCookie(
  session: { readonly token: string; readonly maxAge: number } | null,
  webUrl: string,
): string {
  const attributes = `HttpOnly; Path=/; SameSite=Lax${webUrl.startsWith("https:") ? "; Secure" : ""}`;
  return session
    ? `${SESSION_COOKIE}=${session.token}; Max-Age=${session.maxAge}; ${attributes}`
    : `${SESSION_COOKIE}=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; ${attributes}`;
}

/** What may stand in a header without quotes (RFC 9110 §5.6.2). */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** A Content-Disposition for any file name: an ASCII form, and RFC 5987 when that loses something (wire-protocol §1). */
export function attachment(filename: string): string {
  const ascii = filename.replace(/[^\x20-\x7e]|["\\]/g, "_");
  const encoded = encodeURIComponent(filename).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const quoted = TOKEN.test(ascii) ? ascii : `"${ascii}"`;
  return `attachment; filename=${quoted}${ascii === filename ? "" : `; filename*=UTF-8''${encoded}`}`;
}
