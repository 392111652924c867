/** The newest API version served; a path without a version means this one (wire-protocol §1). */
export const API_VERSION = "2.34";

/** An API version, compared number by number: 2.9 < 2.13. */
export class Version {
  private constructor(
    /** As it was written. */
    readonly text: string,
    readonly rank: number,
  ) {}

  /** @returns null when the text is no version. `25`, `2.5` and `999.0` are; `2` alone is not (wire-protocol §1). */
  static parse(text: string): Version | null {
    const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
    if (!match || text.length < 2) return null;
    return new Version(text, Number(match[1]) * 100_000 + Number(match[2] ?? 0));
  }

  /** A version written in our own source; throws when it is none. */
  static of(text: string): Version {
    const version = Version.parse(text);
    if (!version) throw new TypeError(`not an API version: ${text}`);
    return version;
  }

  atLeast(other: Version | string): boolean {
    return this.rank >= rankOf(other);
  }

  below(other: Version | string): boolean {
    return this.rank < rankOf(other);
  }

  /** As in `meta.endpoint`: a number for callers below 2.1, else the text (wire-protocol §2). */
  onWire(requested: Version): string | number {
    return requested.below("2.1") ? Number(this.text) : this.text;
  }
}

function rankOf(version: Version | string): number {
  const parsed = typeof version === "string" ? Version.of(version) : version;
  return parsed.rank;
}

export const LATEST = Version.of(API_VERSION);
