"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { CodeEditor } from "@/components/code/code-editor";
import { guessLanguage, languageOf } from "@/components/code/language";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import { formatBytes } from "@/lib/format/numbers";
import { saveText } from "@/lib/save";
import { useTRPC } from "@/lib/trpc/client";
import { TextForm } from "../code/text-form";
import { Editable } from "../editing/editable";
import { useRun, useRunLive } from "../run-context";

/** One configuration object: the text that `connect_configuration` stored. */
export function ConfigurationObject({ name, editable }: { name: string; editable: boolean }) {
  const trpc = useTRPC();
  const { id: task } = useRun();
  const query = useQuery({
    ...trpc.tasks.get_configurations.queryOptions({ tasks: [task], names: [name] }),
    ...useRunLive(),
  });
  if (query.isPending) return <Skeleton className="h-72" />;
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const item = query.data.configurations[0]?.configuration[0];
  const text = item?.value ?? "";
  const named = languageOf(name);
  const language = named === "text" ? guessLanguage(text) : named;
  return (
    <Editable
      title={name}
      hint={[item?.type, formatBytes(text.length), item?.description].filter(Boolean).join(" · ")}
      actions={
        <>
          <CopyButton text={text} label={`Copy ${name}`} />
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={`Download ${name}`}
            title="Download"
            onClick={() => saveText(text, name)}
          >
            <Download />
          </Button>
        </>
      }
      editable={editable}
      edit={(close) => (
        <TextForm
          label={name}
          text={text}
          language={language}
          save={(api, value) =>
            api.tasks.edit_configuration.mutate({
              task,
              configuration: [{ name, value, type: item?.type, description: item?.description }],
            })
          }
          onClose={close}
        />
      )}
    >
      <CodeEditor label={name} text={text} language={language} className="max-h-[65vh]" />
    </Editable>
  );
}
