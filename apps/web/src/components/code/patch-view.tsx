"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { formatCount } from "@/lib/format/numbers";
import type { PatchFile } from "./patch";

/** Files with more changed lines are folded at first. */
const LONG = 400;

/** A diff by files, coloured, with line numbers. */
export function PatchView({ files }: { files: readonly PatchFile[] }) {
  return (
    <div className="flex flex-col gap-3">
      {files.map((file) => (
        <FileChanges key={`${file.renamedFrom ?? ""} ${file.name}`} file={file} />
      ))}
    </div>
  );
}

function FileChanges({ file }: { file: PatchFile }) {
  const [open, setOpen] = useState(file.added + file.removed <= LONG);
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <section aria-label={`Changes of ${file.name}`} className="overflow-hidden rounded-md border border-line">
      <h3 className="flex items-center gap-2 border-b border-line bg-raised pr-3">
        <Button
          variant="ghost"
          size="sm"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="min-w-0 flex-1 justify-start"
        >
          <Icon />
          <span className="truncate font-mono text-text">
            {file.renamedFrom && <span className="text-muted">{file.renamedFrom} → </span>}
            {file.name}
          </span>
        </Button>
        <span className="font-mono text-xs text-(--status-completed)">+{formatCount(file.added)}</span>
        <span className="font-mono text-xs text-danger">−{formatCount(file.removed)}</span>
      </h3>
      {open && (
        <div
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="overflow-x-auto bg-sunken font-mono text-xs leading-5 focus-visible:-outline-offset-2"
        >
          {file.hunks.map((hunk) => (
            <div
              key={hunk.header}
              className="w-max min-w-full [contain-intrinsic-size:auto_200px] [content-visibility:auto]"
            >
              <p className="bg-hover px-3 text-muted">{hunk.header}</p>
              {hunk.lines.map((line, index) => (
                <p
                  // biome-ignore lint/suspicious/noArrayIndexKey: lines of a hunk never move
                  key={index}
                  className={cn(
                    "flex",
                    line.kind === "added" && "bg-diff-added",
                    line.kind === "removed" && "bg-diff-removed",
                    line.kind === "note" && "text-faint italic",
                  )}
                >
                  <LineNumber value={line.before} />
                  <LineNumber value={line.after} />
                  <span aria-hidden className="w-5 shrink-0 text-center text-muted select-none">
                    {line.kind === "added" ? "+" : line.kind === "removed" ? "−" : ""}
                  </span>
                  <span className="pr-4 whitespace-pre">{line.text || "\u200b"}</span>
                </p>
              ))}
            </div>
          ))}
        </div>
      )}
    </section>
  );
}

function LineNumber({ value }: { value: number | undefined }) {
  return (
    <span aria-hidden className="w-11 shrink-0 pr-2 text-right text-faint select-none">
      {value}
    </span>
  );
}
