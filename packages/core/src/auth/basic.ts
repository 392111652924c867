import { errors } from "../platform/errors";

/** A name (access key or user name) and what proves it, as somebody typed them. */
export interface NameAndSecret {
  readonly name: string;
  readonly secret: string;
}

/**
 * The content of a Basic header: base64 of `name:secret`. Python clients write Latin-1 or UTF-8, browsers Latin-1, so text beyond ASCII is
 * read both ways, UTF-8 first; the caller tries one after the other. Characters outside base64 are passed over (wire-protocol §4).
 * @throws 401/21 not base64, 401/22 no colon, name or secret, or a name that cannot be stored.
 */
export function readBasic(encoded: string): readonly [NameAndSecret, ...NameAndSecret[]] {
  const kept = encoded.replace(/[^A-Za-z0-9+/=]/g, "");
  const data = kept.replace(/=+$/, "");
  const padding = kept.length - data.length;
  if (data.includes("=") || data.length % 4 === 1 || padding < (4 - (data.length % 4)) % 4)
    throw errors.badCredentials("the credentials are not base64");
  const bytes = Buffer.from(data, "base64");
  const latin1 = split(bytes.toString("latin1"));
  const utf8 = split(bytes.toString("utf8"));
  if (!bytes.equals(Buffer.from(bytes.toString("utf8"))) || latin1.secret + latin1.name === utf8.secret + utf8.name)
    return [latin1];
  return [utf8, latin1];
}

function split(text: string): NameAndSecret {
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(colon, 0));
  const secret = text.slice(colon + 1);
  if (name === "" || secret === "" || name.includes("\0")) throw errors.invalidCredentials();
  return { name, secret };
}
