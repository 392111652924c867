"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Combobox } from "@/components/ui/combobox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/input";
import { useTRPC } from "@/lib/trpc/client";
import { documents } from "@/lib/wire";
import { fieldsRequest, onlyRun, type Run } from "../query";
import { useSettled } from "./use-run-mutation";

interface QueueOption {
  readonly id: string;
  readonly name: string;
  readonly display_name?: string;
  readonly system_tags?: readonly string[];
  readonly entries_count?: number;
}

/** Puts a run into a queue; one that is not there yet can be made by its name. */
export function EnqueueDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const trpc = useTRPC();
  const [search, setSearch] = useState("");
  const [queue, setQueue] = useState<{ readonly id: string | null; readonly name: string } | null>(null);
  const query = useQuery(
    trpc.queues.get_all_ex.queryOptions({
      order_by: ["name"],
      page: 0,
      page_size: 500,
      count_task_entries: true,
      max_task_entries: 0,
    }),
  );
  const queues = documents<QueueOption>(query.data?.queues);
  const standard =
    queues.find((each) => each.system_tags?.includes("default")) ?? queues.find((each) => each.name === "default");
  useEffect(() => {
    if (standard) setQueue((now) => now ?? { id: standard.id, name: label(standard) });
  }, [standard]);
  const script = useQuery(trpc.tasks.get_by_id_ex.queryOptions(fieldsRequest(run.id, ["script"])));
  const code = onlyRun(script.data)?.script;
  const noCode = script.isSuccess && !code?.entry_point && !code?.repository && !code?.diff;
  const enqueue = useMutation(
    trpc.tasks.enqueue.mutationOptions({
      ...useSettled({ failed: `${run.name} was not enqueued` }),
      onSuccess: (reply) => {
        onClose();
        toast.success(`Waiting in ${queue?.name}`, {
          description: reply.queue_watched === false ? "No worker watches this queue at the moment." : undefined,
        });
      },
    }),
  );
  const again = run.status === "failed" || run.status === "stopped";
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={again ? `Run ${run.name} again` : `Enqueue ${run.name}`}
      description={
        again
          ? "It goes on in the same run: results so far stay, and new ones are added."
          : "The next free worker of the queue runs it."
      }
      onSubmit={(event) => {
        event.preventDefault();
        if (!queue) return;
        enqueue.mutate({
          task: run.id,
          verify_watched_queue: true,
          ...(queue.id ? { queue: queue.id } : { queue_name: queue.name }),
        });
      }}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!queue || enqueue.isPending}>
            Enqueue
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label="Queue" htmlFor="enqueue-queue">
          <Combobox
            id="enqueue-queue"
            label="Queue"
            value={queue?.id ?? null}
            valueLabel={queue ? (queue.id ? queue.name : `${queue.name} (new)`) : undefined}
            placeholder="Choose a queue"
            options={queues
              .filter((each) => label(each).toLowerCase().includes(search.trim().toLowerCase()))
              .map((each) => ({
                value: each.id,
                label: label(each),
                hint: each.entries_count ? `${each.entries_count} waiting` : undefined,
              }))}
            onValueChange={(id, option) => setQueue({ id, name: option.label })}
            search={search}
            onSearchChange={setSearch}
            onCreate={(name) => setQueue({ id: null, name })}
            createLabel={(name) => `New queue “${name}”`}
            loading={query.isPending}
          />
        </Field>
        {noCode && (
          <p className="flex gap-2 rounded-md bg-warning-soft px-3 py-2 text-sm text-warning">
            <TriangleAlert className="mt-0.5 size-4 shrink-0" />
            This run has no code: no repository, script or entry point. A worker would have nothing to do.
          </p>
        )}
      </div>
    </Dialog>
  );
}

function label(queue: QueueOption): string {
  return queue.display_name || queue.name;
}
