"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Bold, ChartLine, Code, Heading, Italic, Link2, List, ListChecks, type LucideIcon, Table } from "lucide-react";
import { useDeferredValue, useEffect, useLayoutEffect, useRef, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Input, Textarea } from "@/components/ui/input";
import { Segmented } from "@/components/ui/tabs";
import { cn } from "@/lib/cn";
import { describeError } from "@/lib/errors";
import { useTRPC } from "@/lib/trpc/client";
import { type Draft, insertBlock, markLines, wrap } from "./edit-text";
import { InsertChartDialog } from "./insert-chart";
import type { Report } from "./report";
import { ReportText } from "./report-text";

const TABLE = "| Run | Value |\n| --- | ---: |\n| a | 0.9 |";

const TOOLS: readonly { label: string; icon: LucideIcon; keys?: string; edit: (draft: Draft) => Draft }[] = [
  { label: "Heading", icon: Heading, edit: (draft) => markLines(draft, "## ") },
  { label: "Bold", icon: Bold, keys: "b", edit: (draft) => wrap(draft, "**", "bold") },
  { label: "Italic", icon: Italic, keys: "i", edit: (draft) => wrap(draft, "_", "italic") },
  { label: "Code", icon: Code, edit: (draft) => wrap(draft, "`", "code") },
  { label: "List", icon: List, edit: (draft) => markLines(draft, "- ") },
  { label: "Task list", icon: ListChecks, edit: (draft) => markLines(draft, "- [ ] ") },
  { label: "Link", icon: Link2, edit: (draft) => insertBlock(draft, "[text](https://example.com)") },
  { label: "Table", icon: Table, edit: (draft) => insertBlock(draft, TABLE) },
];

/** Writes a report: text at the left, how it will look at the right (one of them on small screens). Ctrl+S saves. */
export function ReportEditor({ report, onClose }: { report: Report; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [saved, setSaved] = useState({ name: report.name ?? "", text: report.report ?? "" });
  const [name, setName] = useState(saved.name);
  const [text, setText] = useState(saved.text);
  const [view, setView] = useState<"write" | "preview">("write");
  const [charting, setCharting] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const caret = useRef<Draft | null>(null);
  const shown = useDeferredValue(text);
  const dirty = text !== saved.text || name.trim() !== saved.name;
  const save = useMutation(
    trpc.reports.update.mutationOptions({
      onSuccess: async (_, sent) => {
        setSaved({ name: sent.name ?? "", text: sent.report ?? "" });
        await client.invalidateQueries(trpc.reports.pathFilter());
      },
      onError: (error) => toast.error("The report could not be saved", { description: describeError(error).reason }),
    }),
  );
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [dirty]);
  // The selection is set once the new text stands in the field.
  useLayoutEffect(() => {
    if (!caret.current || !field.current) return;
    field.current.focus();
    field.current.setSelectionRange(caret.current.start, caret.current.end);
    caret.current = null;
  });

  const change = (edit: (draft: Draft) => Draft) => {
    const { selectionStart: start = text.length, selectionEnd: end = text.length } = field.current ?? {};
    const next = edit({ text, start, end });
    caret.current = next;
    setText(next.text);
  };
  const store = async () => {
    if (!dirty || save.isPending) return true;
    if (name.trim().length < 3) {
      toast.error("A name needs at least 3 characters.");
      return false;
    }
    return save.mutateAsync({ task: report.id, name: name.trim(), report: text }).then(
      () => true,
      () => false,
    );
  };

  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Input
          aria-label="Name of the report"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={300}
          className="w-full font-medium sm:w-80"
        />
        <span className="text-xs text-muted" role="status">
          {save.isPending ? "Saving…" : dirty ? "Not saved" : "Saved"}
        </span>
        <span className="ml-auto flex gap-2">
          {dirty && <Button onClick={onClose}>Discard changes</Button>}
          <Button variant="primary" disabled={save.isPending} onClick={async () => (await store()) && onClose()}>
            {dirty ? "Save and close" : "Done"}
          </Button>
        </span>
      </div>
      <div className="flex flex-wrap items-center gap-0.5">
        <Segmented
          label="View"
          value={view}
          onValueChange={setView}
          options={[
            { value: "write", label: "Write" },
            { value: "preview", label: "Preview" },
          ]}
          className="mr-2 lg:hidden"
        />
        <span className={cn("flex flex-wrap items-center gap-0.5", view === "preview" && "max-lg:hidden")}>
          {TOOLS.map((tool) => (
            <Button
              key={tool.label}
              variant="ghost"
              size="icon-sm"
              aria-label={tool.label}
              title={tool.label}
              onClick={() => change(tool.edit)}
            >
              <tool.icon />
            </Button>
          ))}
          <Button size="sm" className="ml-1" onClick={() => setCharting(true)}>
            <ChartLine /> Chart
          </Button>
        </span>
      </div>
      <div className="grid gap-4 lg:h-[calc(100dvh-15rem)] lg:grid-cols-2">
        <Textarea
          ref={field}
          aria-label="Text in markdown"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (!event.ctrlKey && !event.metaKey) return;
            const tool = TOOLS.find(({ keys }) => keys === event.key);
            if (event.key === "s") void store();
            else if (tool) change(tool.edit);
            else return;
            event.preventDefault();
          }}
          spellCheck
          autoFocus
          className={cn(
            "min-h-[60dvh] resize-none font-mono text-xs leading-5 lg:h-full lg:min-h-0",
            view === "preview" && "max-lg:hidden",
          )}
        />
        <section
          aria-label="Preview"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
          tabIndex={0}
          className={cn(
            "min-w-0 overflow-y-auto rounded-md border border-line px-4",
            view === "write" && "max-lg:hidden",
          )}
        >
          <ReportText text={shown} />
        </section>
      </div>
      {charting && (
        <InsertChartDialog
          onClose={() => setCharting(false)}
          onInsert={(block) => {
            setCharting(false);
            setView("write");
            change((draft) => insertBlock(draft, block));
          }}
        />
      )}
    </div>
  );
}
