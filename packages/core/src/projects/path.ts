import { errors } from "../platform/errors";

/** Levels of a project path at most (wire-protocol §11). */
export const MAX_DEPTH = 10;

const MIN_PART_LENGTH = 3;

/** A checked project path: blanks around its parts and doubled slashes are gone. */
export interface ProjectPath {
  /** The whole path, `a/b/c`. */
  readonly name: string;
  readonly parts: readonly string[];
}

/**
 * Reads a project name as a client writes it.
 * @throws 400/407 empty, 400/12 a part is shorter than three characters or nothing is left, 400/409 deeper than {@link MAX_DEPTH}.
 */
export function parsePath(text: string): ProjectPath {
  if (text === "") throw errors.invalidProjectName({ name: text });
  const parts = splitPath(text);
  if (parts.length === 0) throw errors.validationError("the project name is empty", { name: text });
  for (const part of parts) {
    if ([...part].length < MIN_PART_LENGTH) {
      throw errors.validationError("each part of a project name needs at least three characters", { name: text, part });
    }
  }
  requireDepth(parts.length);
  return { name: parts.join("/"), parts };
}

/** @throws 400/409 when a path has more levels than allowed. */
export function requireDepth(levels: number): void {
  if (levels > MAX_DEPTH) throw errors.projectPathExceedsMax({ max_depth: MAX_DEPTH });
}

/** The parts of a path, trimmed, without empty ones. */
export function splitPath(text: string): string[] {
  return text
    .split("/")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** The names of all folders above a path, the topmost first: `a/b/c` → `a`, `a/b`. */
export function parentNames(name: string): string[] {
  const parts = name.split("/");
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** The last part of a path. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** What stands before the last slash; "" at the top level. */
export function locationOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf("/")));
}
