"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/input";
import { formatCount } from "@/lib/format/numbers";
import { useTRPC } from "@/lib/trpc/client";
import { documents, type Queue } from "@/lib/wire";
import { ActionDialog } from "./action-dialog";
import { countWords, leftOut } from "./actions";
import type { RunDialogProps } from "./run-dialogs";
import { useChangeMany } from "./use-change-many";

const LAST_QUEUE = "limpid:last-queue";

/** A queue that is there, or the name of one to make. */
type PickedQueue = { readonly id: string; readonly name: string } | { readonly id: null; readonly name: string };

/** Chooses a queue by name, the one used last at first; one that is not there yet is made by its name. */
export function useQueueChoice() {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.queues.get_all_ex.queryOptions({ order_by: ["name"], max_task_entries: 1, count_task_entries: true }),
  );
  const queues = documents<Queue>(query.data?.queues);
  const [picked, setPicked] = useState<PickedQueue | null>(null);
  const first =
    queues.find((queue) => queue.id === localStorage.getItem(LAST_QUEUE)) ??
    queues.find((queue) => queue.system_tags?.includes("default")) ??
    queues[0];
  const value = picked ?? (first ? { id: first.id, name: queueName(first) } : null);
  return { queues, value, setValue: setPicked, loading: query.isLoading };
}

export function queueName(queue: Queue): string {
  return queue.display_name || queue.name;
}

export function QueuePicker({ id, choice }: { id: string; choice: ReturnType<typeof useQueueChoice> }) {
  const [search, setSearch] = useState("");
  const fits = choice.queues.filter((queue) => queueName(queue).toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <Combobox
      id={id}
      label="Queue"
      value={choice.value?.id ?? null}
      valueLabel={choice.value ? (choice.value.id ? choice.value.name : `${choice.value.name} (new)`) : undefined}
      placeholder="Choose a queue"
      options={fits.map((queue) => ({
        value: queue.id,
        label: queueName(queue),
        hint: `${formatCount(queue.entries_count ?? 0)} waiting · ${workerWords(queue.workers?.length ?? 0)}`,
      }))}
      onValueChange={(value, option) => choice.setValue({ id: value, name: option.label })}
      search={search}
      onSearchChange={setSearch}
      onCreate={(name) => choice.setValue({ id: null, name })}
      createLabel={(name) => `New queue “${name}”`}
      loading={choice.loading}
    />
  );
}

function workerWords(count: number): string {
  return count === 0 ? "no worker" : `${formatCount(count)} ${count === 1 ? "worker" : "workers"}`;
}

/** Puts runs at the end of a queue. */
export function EnqueueDialog({ action, tasks, total, onClose }: RunDialogProps) {
  const { change, progress, client } = useChangeMany();
  const choice = useQueueChoice();
  const { value } = choice;
  const watched = choice.queues.find((queue) => queue.id === value?.id)?.workers?.length !== 0;
  return (
    <ActionDialog
      title={`Enqueue ${countWords(tasks.length, total)}`}
      action={action}
      count={tasks.length}
      note={leftOut(action, tasks.length, total)}
      progress={progress}
      ready={value !== null}
      onClose={onClose}
      onSubmit={async () => {
        if (!value) return;
        const queue = value.id ? { queue: value.id } : { queue_name: value.name };
        if (value.id) localStorage.setItem(LAST_QUEUE, value.id);
        await change(action, tasks, (ids) => client.tasks.enqueue_many.mutate({ ids, ...queue }), {
          undo: (ids) => client.tasks.dequeue_many.mutate({ ids }),
        });
        onClose();
      }}
    >
      <Field
        label="Queue"
        htmlFor="enqueue-queue"
        hint={watched ? undefined : "No worker takes runs from this queue now: they wait until one does."}
      >
        <QueuePicker id="enqueue-queue" choice={choice} />
      </Field>
    </ActionDialog>
  );
}
