"use client";

import { diffLines } from "diff";
import { useMemo } from "react";
import { Dialog } from "@/components/ui/dialog";
import { cn } from "@/lib/cn";

interface Side {
  readonly label: string;
  readonly text: string;
}

/** Two texts as one, with the lines that went and the lines that came. */
export function TextDiffDialog(props: { title: string; before: Side; after: Side; onClose: () => void }) {
  const { before, after } = props;
  const parts = useMemo(() => diffLines(before.text, after.text), [before.text, after.text]);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={props.title}
      size="xl"
      description={
        <>
          <span className="rounded-sm bg-diff-removed px-1">− {before.label}</span>{" "}
          <span className="rounded-sm bg-diff-added px-1">+ {after.label}</span>
        </>
      }
    >
      <pre className="mb-5 overflow-x-auto rounded-md border border-line bg-sunken py-2 font-mono text-xs leading-5">
        {parts.map((part, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text have no identity
            key={index}
            className={cn(
              "block w-max min-w-full px-3",
              part.added && "bg-diff-added",
              part.removed && "bg-diff-removed",
            )}
          >
            {part.value
              .replace(/\n$/, "")
              .split("\n")
              .map((line) => `${part.added ? "+" : part.removed ? "−" : " "} ${line}`)
              .join("\n")}
          </span>
        ))}
      </pre>
    </Dialog>
  );
}
