/** Addresses of this server, as a session knows them. */
interface Addresses {
  readonly web: string;
  readonly files: string;
}

/**
 * Where the browser gets a stored file: files of this server's file server through our own origin (`/files/…`, with the session), whatever host name
 * the SDK knew it by; other web addresses as they are. Null for what a browser cannot reach (`s3://`, `gs://`, paths of the machine that ran).
 */
export function fileHref(uri: string | undefined, addresses: Addresses): string | null {
  if (!uri) return null;
  const own = addresses.files.replace(/\/+$/, "");
  if (uri === own || uri.startsWith(`${own}/`)) return `/files${uri.slice(own.length)}`;
  let url: URL;
  try {
    url = new URL(uri);
  } catch {
    return null;
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return null;
  const web = new URL(addresses.web);
  // `https://limpid.example/files/…`, `http://limpid.example:8081/…`, `https://files.limpid.example/…`: the same server by another name.
  if (url.host === web.host && url.pathname.startsWith("/files/")) return url.pathname + url.search;
  const files = new URL(addresses.files);
  const sameMachine = url.hostname === web.hostname || url.hostname === files.hostname;
  if (sameMachine && url.port === (files.port || "8081")) return `/files${url.pathname}${url.search}`;
  if (url.hostname === web.hostname.replace(/^(app\.)?/, "files.")) return `/files${url.pathname}${url.search}`;
  return uri;
}

/** The same file as a download. */
export function downloadHref(href: string): string {
  if (!href.startsWith("/files/")) return href;
  return `${href}${href.includes("?") ? "&" : "?"}download`;
}

/** The last part of an address, for people. */
export function fileName(uri: string): string {
  const path = uri.split(/[?#]/)[0] ?? uri;
  const last = path.split("/").filter(Boolean).at(-1) ?? uri;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
