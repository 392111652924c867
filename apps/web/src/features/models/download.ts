/** Where a file can be fetched: those of our own file server through this origin, where the session's cookie opens them. */
export function downloadHref(uri: string, filesUrl: string): string | null {
  if (uri.startsWith(`${filesUrl}/`)) return `/files${uri.slice(filesUrl.length)}`;
  return /^https?:\/\//.test(uri) ? uri : null;
}
