"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { describeError } from "@/lib/errors";
import { useTRPC } from "@/lib/trpc/client";
import { isReadOnly } from "../query";
import { useRun } from "../run-context";

/** The run's name; edited in place, Enter saves and Escape lets it be. */
export function RunName() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const run = useRun();
  const [draft, setDraft] = useState<string | null>(null);
  const rename = useMutation(
    trpc.tasks.update.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.tasks.pathFilter());
        setDraft(null);
      },
      onError: (error) => toast.error("The run was not renamed", { description: describeError(error).reason }),
    }),
  );
  const save = () => {
    const name = draft?.trim() ?? "";
    if (name === run.name) return setDraft(null);
    if (name.length < 3) return toast.error("A name needs at least 3 characters");
    rename.mutate({ task: run.id, name });
  };
  if (draft !== null) {
    return (
      <Input
        aria-label="Name of the run"
        value={draft}
        autoFocus
        disabled={rename.isPending}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => !rename.isPending && save()}
        onKeyDown={(event) => {
          if (event.key === "Enter") save();
          if (event.key === "Escape") setDraft(null);
        }}
        className="h-8 max-w-xl flex-1 text-lg font-semibold"
      />
    );
  }
  return (
    <span className="group flex min-w-0 items-center gap-1">
      <h1 className="truncate text-xl leading-8 font-semibold tracking-tight" title={run.name}>
        {run.name}
      </h1>
      {!isReadOnly(run) && (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Rename the run"
          onClick={() => setDraft(run.name ?? "")}
          className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
        >
          <Pencil />
        </Button>
      )}
    </span>
  );
}
