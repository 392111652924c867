"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { MarkdownEditor } from "@/components/markdown/editor";
import { Markdown } from "@/components/markdown/markdown";
import { Button } from "@/components/ui/button";
import { describeError } from "@/lib/errors";
import { useTRPC } from "@/lib/trpc/client";
import { isReadOnly } from "../query";
import { useRun } from "../run-context";

/** The run's comment (the SDK's `set_comment`) as markdown, edited in place. */
export function RunComment({ large = false }: { large?: boolean }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const run = useRun();
  const [editing, setEditing] = useState(false);
  const save = useMutation(
    trpc.tasks.update.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.tasks.pathFilter());
        setEditing(false);
      },
      onError: (error) => toast.error("The notes were not saved", { description: describeError(error).reason }),
    }),
  );
  const text = run.comment ?? "";
  return (
    <section aria-labelledby="run-notes" className="min-w-0">
      <div className="mb-1.5 flex items-center justify-between">
        <h2 id="run-notes" className="text-base font-semibold">
          Notes
        </h2>
        {!editing && !isReadOnly(run) && (
          <Button variant="ghost" size="sm" onClick={() => setEditing(true)}>
            <Pencil /> {text ? "Edit" : "Write"}
          </Button>
        )}
      </div>
      {editing ? (
        <MarkdownEditor
          label="Notes in markdown"
          text={text}
          saving={save.isPending}
          onSave={(comment) => save.mutate({ task: run.id, comment })}
          onCancel={() => setEditing(false)}
          className={large ? "[&_textarea]:min-h-96" : undefined}
        />
      ) : text ? (
        <Markdown text={text} className="-my-2" />
      ) : (
        <p className="text-sm text-faint">
          {large ? "No notes yet. What did you try, and what came of it? Markdown is welcome." : "No notes yet."}
        </p>
      )}
    </section>
  );
}
