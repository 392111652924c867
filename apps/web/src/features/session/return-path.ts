/**
 * Where to go after the log-in. Only a path of our own origin: `//evil.example`, `/\evil.example` and whole addresses lead home, so that nobody can
 * send a person away through our log-in.
 */
export function returnPath(next: string | null | undefined): string {
  if (!next?.startsWith("/") || /^\/[/\\]/.test(next) || /[\p{Cc}\\]/u.test(next)) return "/";
  try {
    const url = new URL(next, "http://limpid.invalid");
    if (url.host !== "limpid.invalid" || url.pathname === "/login") return "/";
    return `${url.pathname}${url.search}${url.hash}`;
  } catch {
    return "/";
  }
}
