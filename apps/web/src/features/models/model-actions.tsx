"use client";

import { useQuery } from "@tanstack/react-query";
import { Archive, ArchiveRestore, BookCheck, FolderInput, type LucideIcon, Tag, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { ActionDialog } from "@/features/runs/action-dialog";
import { countWords, leftOut } from "@/features/runs/actions";
import { MoveForm } from "@/features/runs/move-dialog";
import { TagsForm } from "@/features/runs/tags-dialog";
import { useChangeMany } from "@/features/runs/use-change-many";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import type { Model } from "@/lib/wire";

export type ModelActionId = "publish" | "tags" | "move" | "archive" | "restore" | "delete";

export interface ModelAction {
  readonly id: ModelActionId;
  readonly label: string;
  readonly done: string;
  readonly icon: LucideIcon;
  readonly applies: (model: Model) => boolean;
  readonly wants: string;
  readonly danger?: boolean;
}

const isArchived = (model: Model) => model.system_tags?.includes("archived") ?? false;

/** What can be done with models, alone or many at once. */
export const MODEL_ACTIONS: readonly ModelAction[] = [
  {
    id: "publish",
    label: "Publish",
    done: "published",
    icon: BookCheck,
    applies: (model) => !model.ready,
    wants: "drafts",
  },
  { id: "tags", label: "Tags", done: "tagged", icon: Tag, applies: () => true, wants: "any models" },
  { id: "move", label: "Move", done: "moved", icon: FolderInput, applies: () => true, wants: "any models" },
  {
    id: "archive",
    label: "Archive",
    done: "archived",
    icon: Archive,
    applies: (model) => !isArchived(model),
    wants: "models outside of the archive",
  },
  {
    id: "restore",
    label: "Restore",
    done: "restored",
    icon: ArchiveRestore,
    applies: isArchived,
    wants: "archived models",
  },
  {
    id: "delete",
    label: "Delete",
    done: "deleted",
    icon: Trash2,
    applies: isArchived,
    wants: "archived models",
    danger: true,
  },
];

/** Starts actions on models: at once where nothing can be lost, else by a dialog. Put `dialog` somewhere into the page. */
export function useModelActions(onDeleted?: () => void): {
  start: (id: ModelActionId, models: readonly Model[]) => void;
  dialog: ReactNode;
} {
  const [open, setOpen] = useState<{ action: ModelAction; models: readonly Model[] } | null>(null);
  const { change, client } = useChangeMany("model");
  const start = (id: ModelActionId, models: readonly Model[]) => {
    const action = MODEL_ACTIONS.find((each) => each.id === id);
    if (!action) return;
    const applying = models.filter(action.applies);
    const archive = (ids: string[]) => client.models.archive_many.mutate({ ids });
    const restore = (ids: string[]) => client.models.unarchive_many.mutate({ ids });
    if (id === "archive") return void change(action, applying, archive, { undo: restore });
    if (id === "restore") return void change(action, applying, restore, { undo: archive });
    setOpen({ action, models });
  };
  return {
    start,
    dialog: open && <ModelDialog {...open} onClose={() => setOpen(null)} onDeleted={onDeleted} />,
  };
}

interface DialogProps {
  action: ModelAction;
  models: readonly Model[];
  onClose: () => void;
  onDeleted?: () => void;
}

function ModelDialog(props: DialogProps) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { action, models, onClose } = props;
  const tags = useQuery({ ...trpc.projects.get_model_tags.queryOptions({}), enabled: action.id === "tags" });
  if (action.id === "tags")
    return (
      <TagsForm
        noun="model"
        action={action}
        items={models}
        known={tags.data?.tags ?? []}
        update={(ids, add_tags, remove_tags) => client.models.update_tags.mutate({ ids, add_tags, remove_tags })}
        onClose={onClose}
      />
    );
  if (action.id === "move")
    return (
      <MoveForm
        noun="model"
        action={action}
        items={models}
        move={(ids, target) => client.models.move.mutate({ ids, ...target })}
        onClose={onClose}
      />
    );
  return <ConfirmDialog {...props} />;
}

function ConfirmDialog({ action, models, onClose, onDeleted }: DialogProps) {
  const { change, progress, client } = useChangeMany("model");
  const [files, setFiles] = useState(true);
  const applying = models.filter(action.applies);
  const isDeletion = action.id === "delete";
  const choices = { delete_external_artifacts: files };
  return (
    <ActionDialog
      title={`${action.label} ${countWords(applying.length, models.length, "model")}?`}
      action={action}
      count={applying.length}
      noun="model"
      note={leftOut(action, applying.length, models.length)}
      progress={progress}
      onClose={onClose}
      onSubmit={async () => {
        const { succeeded } = await change(action, applying, (ids) =>
          isDeletion
            ? client.models.delete_many.mutate({ ids, ...choices })
            : client.models.publish_many.mutate({ ids }),
        );
        onClose();
        if (isDeletion && succeeded.length > 0) onDeleted?.();
      }}
    >
      <p>
        {isDeletion
          ? "This cannot be undone. Models that other runs use stay."
          : "Published models can no longer be changed, and their runs can rely on them."}
      </p>
      {isDeletion && (
        <label htmlFor="model-files" className="flex items-center gap-2">
          <Checkbox id="model-files" checked={files} onCheckedChange={(on) => setFiles(on)} />
          Delete their files from storage
        </label>
      )}
    </ActionDialog>
  );
}
