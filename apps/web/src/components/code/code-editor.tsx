"use client";

/**
 * Code, configuration and other text of any size: coloured, with line numbers and a search (Ctrl+F); read-only unless `onChange` is given. The editor
 * itself is loaded when the first one is shown.
 *
 *   <CodeEditor label="Trainer" text={text} language="yaml" className="max-h-96" />
 *
 * What is read takes the height of its text, up to `max-h-…`; what is edited wants a height.
 */
import type { EditorView } from "@codemirror/view";
import { useEffect, useRef, useState } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import type { Language } from "./language";

export function CodeEditor(props: {
  label: string;
  text: string;
  language: Language;
  /** Makes the text editable. */
  onChange?: (text: string) => void;
  onSave?: () => void;
  wrap?: boolean;
  className?: string;
}) {
  const { text, language, label, wrap = false } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const [ready, setReady] = useState(false);
  const editable = props.onChange !== undefined;

  useEffect(() => {
    let gone = false;
    void import("./editor-setup").then(({ createEditor }) => {
      if (gone || !host.current) return;
      view.current = createEditor(host.current, {
        text: latest.current.text,
        language,
        label,
        wrap,
        readOnly: !editable,
        onChange: (next) => latest.current.onChange?.(next),
        onSave: () => latest.current.onSave?.(),
      });
      setReady(true);
    });
    return () => {
      gone = true;
      view.current?.destroy();
      view.current = null;
    };
  }, [language, label, wrap, editable]);

  // A text that came anew from outside; what was typed here is the same already.
  useEffect(() => {
    const now = view.current;
    if (now && now.state.doc.toString() !== text)
      now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: text } });
  }, [text]);

  return (
    <div className={cn("relative overflow-hidden rounded-md border border-line bg-sunken", props.className)}>
      {!ready && (
        <div className="flex flex-col gap-2 p-3">
          <Skeleton className="h-3 w-2/5" />
          <Skeleton className="h-3 w-3/5" />
          <Skeleton className="h-3 w-1/3" />
        </div>
      )}
      <div
        ref={host}
        className={
          editable
            ? "h-full [&_.cm-editor]:h-full"
            : "max-h-[inherit] [&_.cm-editor]:h-auto [&_.cm-editor]:max-h-[inherit]"
        }
      />
    </div>
  );
}
