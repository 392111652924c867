import { LATEST, Version } from "@limpid/core/platform/version";

/** What a path asks for. */
export interface CallPath {
  readonly version: Version;
  /** `service.action` */
  readonly name: string;
}

const PATH = /^\/(?:v(?<version>\d[\d.]+)\/)?(?<name>[A-Za-z_]\w+\.[A-Za-z_]\w+)\/?$/;

/**
 * Reads `/[v<version>/]<service>.<action>[/]` (wire-protocol §1). No version means the latest; one above the latest is accepted.
 * @returns null when the path is malformed (HTTP 400).
 */
export function parsePath(path: string): CallPath | null {
  const groups = PATH.exec(path)?.groups;
  if (!groups?.name) return null;
  const version = groups.version === undefined ? LATEST : Version.parse(groups.version);
  return version ? { version, name: groups.name } : null;
}
