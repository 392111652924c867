import type { UsageKind } from "./usage-schema";

/** What a file is, as its path tells. */
export interface FilePlace {
  /** The task in whose folder it lies; empty when it lies in none. */
  readonly owner: string;
  readonly kind: Extract<UsageKind, "images" | "artifacts" | "models" | "other">;
}

const FOLDERS: Readonly<Record<string, FilePlace["kind"]>> = {
  artifacts: "artifacts",
  models: "models",
  metrics: "images",
};

/** `<task name>.<task id>` (wire-protocol §13). */
const TASK_FOLDER = /\.([0-9a-f]{32})$/;

/** Tells task and kind of a file on our file server: the SDK writes `<project>/<task name>.<task id>/{artifacts,models,metrics}/…`. */
export function placeOfFile(path: string): FilePlace {
  const folders = path.split("/");
  for (const [index, folder] of folders.slice(0, -1).entries()) {
    const owner = TASK_FOLDER.exec(folder)?.[1];
    if (owner) return { owner, kind: FOLDERS[folders[index + 1] ?? ""] ?? "other" };
  }
  return { owner: "", kind: "other" };
}
