import { parsePatch } from "diff";

/** A line of a hunk, with its numbers before and after. */
interface PatchLine {
  readonly kind: "added" | "removed" | "same" | "note";
  readonly text: string;
  readonly before?: number;
  readonly after?: number;
}

/** The changes of one file. */
export interface PatchFile {
  readonly name: string;
  /** Another name that it had before. */
  readonly renamedFrom?: string;
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly { readonly header: string; readonly lines: readonly PatchLine[] }[];
}

/** Whether a text is meant as a unified diff: the SDK stores whole scripts in the same place. */
export function isPatch(text: string): boolean {
  return /^(diff --git |--- |\+\+\+ |@@ )/m.test(text);
}

/** Reads a unified diff, as git writes it; null when the text is none, or a damaged one. */
export function readPatch(text: string): PatchFile[] | null {
  if (!isPatch(text)) return null;
  try {
    const files = parsePatch(text).flatMap((file) => {
      const before = stripped(file.oldFileName);
      const after = stripped(file.newFileName);
      if (file.hunks.length === 0 && !after && !before) return [];
      const hunks = file.hunks.map((hunk) => ({
        header: `@@ −${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
        lines: numbered(hunk),
      }));
      const count = (kind: PatchLine["kind"]) =>
        hunks.reduce((sum, hunk) => sum + hunk.lines.filter((line) => line.kind === kind).length, 0);
      const name = after ?? before ?? "Changes";
      return [
        {
          name,
          ...(before && after && before !== after ? { renamedFrom: before } : {}),
          added: count("added"),
          removed: count("removed"),
          hunks,
        },
      ];
    });
    return files.length > 0 ? files : null;
  } catch {
    return null;
  }
}

/** `a/src/x.py`, `b/src/x.py` → `src/x.py`; nothing for `/dev/null`. */
function stripped(name: string | undefined): string | undefined {
  return !name || name === "/dev/null" ? undefined : name.replace(/^[abiwco]\//, "");
}

function numbered(hunk: { oldStart: number; newStart: number; lines: readonly string[] }): PatchLine[] {
  let [before, after] = [hunk.oldStart, hunk.newStart];
  return hunk.lines.map((line): PatchLine => {
    const text = line.slice(1);
    switch (line.charAt(0)) {
      case "+":
        return { kind: "added", text, after: after++ };
      case "-":
        return { kind: "removed", text, before: before++ };
      case "\\":
        return { kind: "note", text: text.trim() };
      default:
        return { kind: "same", text, before: before++, after: after++ };
    }
  });
}
