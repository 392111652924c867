"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { formatCount } from "@/lib/format/numbers";
import { countWords } from "./actions";
import type { Progress } from "./use-change-many";

/** The frame of all dialogs that change runs or models: title, what is left out, progress, and a button that says how many it changes. */
export function ActionDialog(props: {
  title: string;
  action: { readonly label: string; readonly danger?: boolean };
  count: number;
  noun?: string;
  note?: string;
  progress: Progress | null;
  ready?: boolean;
  onClose: () => void;
  onSubmit: () => Promise<unknown>;
  children: ReactNode;
}) {
  const { action, count, progress } = props;
  const busy = progress !== null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !busy && props.onClose()}
      title={props.title}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && count > 0 && props.ready !== false) void props.onSubmit();
      }}
      footer={
        <>
          <Button onClick={props.onClose} disabled={busy}>
            Cancel
          </Button>
          <Button
            type="submit"
            variant={action.danger ? "danger" : "primary"}
            disabled={busy || count === 0 || props.ready === false}
          >
            {progress
              ? `${formatCount(progress.done)} of ${formatCount(progress.total)} done…`
              : `${action.label} ${countWords(count, count, props.noun)}`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        {props.note && <p className="rounded-md bg-warning-soft px-2.5 py-1.5 text-warning">{props.note}</p>}
        {props.children}
        {progress && progress.total > 100 && (
          <progress value={progress.done} max={progress.total} className="h-1.5 w-full accent-(--accent)" />
        )}
      </div>
    </Dialog>
  );
}

/** What goes with runs that are deleted or reset: their files, their models. */
export function useFileChoices() {
  const [files, setFiles] = useState(true);
  const [models, setModels] = useState(true);
  return {
    files,
    setFiles,
    models,
    setModels,
    request: { delete_external_artifacts: files, delete_output_models: models },
  };
}

export function FileChoices(props: Omit<ReturnType<typeof useFileChoices>, "request"> & { archived: boolean }) {
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor="with-files" className="flex items-center gap-2">
        <Checkbox id="with-files" checked={props.files} onCheckedChange={(on) => props.setFiles(on)} />
        Delete their artifacts and images from storage
      </label>
      <label htmlFor="with-models" className="flex items-center gap-2">
        <Checkbox id="with-models" checked={props.models} onCheckedChange={(on) => props.setModels(on)} />
        Delete their draft models
      </label>
    </div>
  );
}
