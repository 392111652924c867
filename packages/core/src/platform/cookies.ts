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
  const attributes = `Path=/; HttpOnly; SameSite=Lax${webUrl.startsWith("https:") ? "; Secure" : ""}`;
  return session
    ? `${SESSION_COOKIE}=${session.token}; Max-Age=${session.maxAge}; ${attributes}`
    : `${SESSION_COOKIE}=; Max-Age=0; ${attributes}`;
}

/** A Content-Disposition for any file name: an ASCII form, and RFC 5987 when that loses something (wire-protocol §1). */
export function attachment(filename: string): string {
  const ascii = filename.replace(/[^\x20-\x7e]|["\\]/g, "_");
  const encoded = encodeURIComponent(filename).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"${ascii === filename ? "" : `; filename*=UTF-8''${encoded}`}`;
}
