"use client";

import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { Segmented } from "@/components/ui/tabs";
import { cn } from "@/lib/cn";
import { Markdown } from "./markdown";

/** Writes markdown with a preview; Ctrl+Enter saves, and leaving the page with unsaved text asks first. */
export function MarkdownEditor(props: {
  label: string;
  text: string;
  onSave: (text: string) => void;
  onCancel: () => void;
  saving?: boolean;
  className?: string;
}) {
  const [draft, setDraft] = useState(props.text);
  const [view, setView] = useState<"write" | "preview">("write");
  const dirty = draft !== props.text;
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [dirty]);
  return (
    <div className={cn("flex flex-col gap-2", props.className)}>
      <Segmented
        label="View"
        value={view}
        onValueChange={setView}
        options={[
          { value: "write", label: "Write" },
          { value: "preview", label: "Preview" },
        ]}
        className="self-start"
      />
      {view === "write" ? (
        <Textarea
          aria-label={props.label}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            if ((event.ctrlKey || event.metaKey) && event.key === "Enter") props.onSave(draft);
            if (event.key === "Escape" && !dirty) props.onCancel();
          }}
          className="min-h-40 font-mono text-xs leading-5"
          autoFocus
        />
      ) : (
        <div className="min-h-40 rounded-md border border-line px-3">
          <Markdown text={draft} />
        </div>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={props.onCancel}>Cancel</Button>
        <Button variant="primary" onClick={() => props.onSave(draft)} disabled={props.saving || !dirty}>
          Save
        </Button>
      </div>
    </div>
  );
}
