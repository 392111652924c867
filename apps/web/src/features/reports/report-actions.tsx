"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Archive, ArchiveRestore, BookCheck, FolderInput, type LucideIcon, Tag, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { MoveForm } from "@/features/runs/move-dialog";
import { TagsForm } from "@/features/runs/tags-dialog";
import { describeError } from "@/lib/errors";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { isArchived, isPublished, type Report } from "./report";

type ReportActionId = "publish" | "tags" | "move" | "archive" | "restore" | "delete";

interface ReportAction {
  readonly id: ReportActionId;
  readonly label: string;
  readonly done: string;
  readonly icon: LucideIcon;
  readonly applies: (report: Report) => boolean;
  readonly danger?: boolean;
}

/** What can be done with a report. */
export const REPORT_ACTIONS: readonly ReportAction[] = [
  {
    id: "publish",
    label: "Publish",
    done: "published",
    icon: BookCheck,
    applies: (report) => !isPublished(report) && !isArchived(report),
  },
  { id: "tags", label: "Tags", done: "tagged", icon: Tag, applies: () => true },
  { id: "move", label: "Move", done: "moved", icon: FolderInput, applies: () => true },
  { id: "archive", label: "Archive", done: "archived", icon: Archive, applies: (report) => !isArchived(report) },
  { id: "restore", label: "Restore", done: "restored", icon: ArchiveRestore, applies: isArchived },
  { id: "delete", label: "Delete", done: "deleted", icon: Trash2, applies: isArchived, danger: true },
];

interface Open {
  readonly action: ReportAction;
  readonly report: Report;
}

/** Starts actions on reports: at once where nothing can be lost, else by a dialog. Put `dialog` somewhere into the page. */
export function useReportActions(onDeleted?: () => void): {
  start: (id: ReportActionId, report: Report) => void;
  dialog: ReactNode;
} {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<Open | null>(null);
  const archive = async ({ id, name }: Report, restore: boolean): Promise<void> => {
    try {
      await (restore ? client.reports.unarchive : client.reports.archive).mutate({ task: id });
      await queryClient.invalidateQueries(trpc.reports.pathFilter());
      toast.success(restore ? "Report restored" : "Report archived", {
        description: name,
        action: { label: "Undo", onClick: () => void archive({ id, name }, !restore) },
      });
    } catch (error) {
      toast.error("The report could not be moved", { description: describeError(error).reason });
    }
  };
  const start = (id: ReportActionId, report: Report) => {
    const action = REPORT_ACTIONS.find((each) => each.id === id);
    if (id === "archive" || id === "restore") return void archive(report, id === "restore");
    if (action) setOpen({ action, report });
  };
  return {
    start,
    dialog: open && <ReportDialog {...open} onClose={() => setOpen(null)} onDeleted={onDeleted} />,
  };
}

function ReportDialog({ action, report, ...rest }: Open & { onClose: () => void; onDeleted?: () => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const tags = useQuery({ ...trpc.reports.get_tags.queryOptions({}), enabled: action.id === "tags" });
  const { onClose } = rest;
  if (action.id === "tags")
    return (
      <TagsForm
        noun="report"
        action={action}
        items={[report]}
        known={tags.data?.tags ?? []}
        update={(_, add, remove) =>
          client.reports.update.mutate({
            task: report.id,
            tags: [...new Set([...(report.tags ?? []), ...add])].filter((tag) => !remove.includes(tag)),
          })
        }
        onClose={onClose}
      />
    );
  if (action.id === "move")
    return (
      <MoveForm
        noun="report"
        action={action}
        items={[report]}
        move={(_, target) => client.reports.move.mutate({ task: report.id, ...target })}
        onClose={onClose}
      />
    );
  return <ConfirmDialog action={action} report={report} {...rest} />;
}

function ConfirmDialog({ action, report, onClose, onDeleted }: Open & { onClose: () => void; onDeleted?: () => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const deletes = action.id === "delete";
  const change = useMutation({
    mutationFn: async () => {
      if (deletes) await client.reports.delete.mutate({ task: report.id });
      else await client.reports.publish.mutate({ task: report.id });
    },
    onSuccess: async () => {
      onClose();
      toast.success(`Report ${action.done}`, { description: report.name });
      if (deletes) onDeleted?.();
      await queryClient.invalidateQueries(trpc.reports.pathFilter());
    },
    onError: (error) =>
      toast.error(`The report could not be ${action.done}`, { description: describeError(error).reason }),
  });
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={`${action.label} “${report.name}”?`}
      description={
        deletes
          ? "Its text is lost for good. The runs that it shows stay."
          : "A published report can no longer be changed. Its charts stay live."
      }
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant={deletes ? "danger" : "primary"} disabled={change.isPending}>
            {action.label} report
          </Button>
        </>
      }
    />
  );
}
