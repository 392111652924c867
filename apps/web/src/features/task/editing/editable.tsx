"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { describeError } from "@/lib/errors";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";

/** Asks before the page is left while something was typed and not saved. */
function useLeaveGuard(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [dirty]);
}

/** The typed calls, for changes of the run. */
export type Api = ReturnType<typeof useTRPCClient>;

/** Saves a part of the run: the page looks at it again, failures are told. */
export function useSaveRun(what: string, onSaved: () => void) {
  const trpc = useTRPC();
  const api = useTRPCClient();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (change: (api: Api) => Promise<unknown>) => change(api),
    onSuccess: async () => {
      await client.invalidateQueries(trpc.tasks.pathFilter());
      onSaved();
    },
    onError: (error) => toast.error(`${what} was not saved`, { description: describeError(error).reason }),
  });
  return { save: save.mutate, saving: save.isPending };
}

/** A part of the run with a heading that is edited in place: `children` is what stands there, `edit` the form, which is mounted anew each time. */
export function Editable(props: {
  title: string;
  /** Beside the heading. */
  hint?: ReactNode;
  actions?: ReactNode;
  editable: boolean;
  edit: (close: () => void) => ReactNode;
  children: ReactNode;
}) {
  const [editing, setEditing] = useState(false);
  return (
    <section aria-label={props.title} className="min-w-0">
      <div className="mb-2 flex min-h-8 items-center gap-2 border-b border-line">
        <h2 className="text-base font-semibold">{props.title}</h2>
        {props.hint && <span className="min-w-0 truncate text-xs text-muted">{props.hint}</span>}
        <span className="ml-auto flex items-center gap-1">
          {props.actions}
          {props.editable && !editing && (
            <Button variant="ghost" size="sm" onClick={() => setEditing(true)} aria-label={`Edit ${props.title}`}>
              <Pencil /> Edit
            </Button>
          )}
        </span>
      </div>
      {editing ? props.edit(() => setEditing(false)) : props.children}
    </section>
  );
}

/** The buttons below a form that is edited in place. */
export function SaveBar(props: {
  saving: boolean;
  dirty: boolean;
  onCancel: () => void;
  onSave: () => void;
  children?: ReactNode;
}) {
  useLeaveGuard(props.dirty);
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2">
      {props.children}
      <span className="ml-auto flex gap-2">
        <Button onClick={props.onCancel} disabled={props.saving}>
          Cancel
        </Button>
        <Button variant="primary" onClick={props.onSave} disabled={props.saving || !props.dirty} title="Ctrl Enter">
          Save
        </Button>
      </span>
    </div>
  );
}
