"use client";

import { useMemo } from "react";
import { CodeEditor } from "@/components/code/code-editor";
import { guessLanguage, type Language } from "@/components/code/language";
import { isPatch, readPatch } from "@/components/code/patch";
import { PatchView } from "@/components/code/patch-view";
import { CopyButton } from "@/components/ui/copy-button";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import type { Script } from "@/lib/wire";
import { Editable } from "../editing/editable";
import { isDraft } from "../query";
import { useRun, useRunFields } from "../run-context";
import { Container } from "./container";
import { Packages } from "./packages";
import { Source } from "./source";
import { TextForm } from "./text-form";

/** What the run executes: source, uncommitted changes, packages, container. A draft's can be edited. */
export function CodeTab() {
  const run = useRun();
  const query = useRunFields(["script", "container", "output.destination"]);
  if (query.isPending) return <Skeleton className="m-6 h-72" />;
  if (!query.run) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { script = {}, container = {}, output } = query.run;
  const editable = isDraft(run);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="flex max-w-6xl flex-col gap-7 px-4 py-4 md:px-6">
        <Source script={script} destination={output?.destination} editable={editable} />
        <Changes script={script} editable={editable} />
        <Packages requirements={script.requirements ?? {}} editable={editable} />
        <Container container={container} editable={editable} />
      </div>
    </div>
  );
}

/** The diff against the commit; without a repository the SDK stores the whole script here. */
function Changes({ script, editable }: { script: Script; editable: boolean }) {
  const { id: task } = useRun();
  const diff = script.diff ?? "";
  const files = useMemo(() => readPatch(diff), [diff]);
  const whole = diff !== "" && !isPatch(diff);
  const language: Language = script.entry_point?.endsWith(".py") ? "python" : guessLanguage(diff);
  return (
    <Editable
      title={whole ? "Script" : "Uncommitted changes"}
      hint={files && `${files.length} ${files.length === 1 ? "file" : "files"}`}
      actions={
        diff !== "" && <CopyButton text={diff} label={whole ? "Copy the script" : "Copy the diff (for git apply)"} />
      }
      editable={editable}
      edit={(close) => (
        <TextForm
          label="Uncommitted changes"
          text={diff}
          language={whole ? "python" : "diff"}
          save={(api, text) => api.tasks.edit.mutate({ task, script: { diff: text } })}
          onClose={close}
        />
      )}
    >
      {files ? (
        <PatchView files={files} />
      ) : diff === "" ? (
        <p className="text-sm text-muted">None: the run used the commit as it is.</p>
      ) : whole ? (
        <CodeEditor label="Script" text={diff} language={language} className="max-h-[60vh]" />
      ) : (
        // A diff that was cut off or changed by hand is still read as one.
        <CodeEditor label="Uncommitted changes" text={diff} language="diff" className="max-h-[60vh]" />
      )}
    </Editable>
  );
}
