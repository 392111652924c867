"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { countWords } from "@/features/runs/actions";
import { queueName } from "@/features/runs/enqueue-dialog";
import { describeError } from "@/lib/errors";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import type { Queue } from "@/lib/wire";

/** What is being done with a queue. */
export type QueueDialog =
  | { readonly kind: "create" }
  | { readonly kind: "rename"; readonly queue: Queue }
  | { readonly kind: "clear" | "delete"; readonly queue: Queue; readonly total: number }
  | { readonly kind: "move"; readonly queue: Queue; readonly task: string; readonly name: string };

export function QueueDialogs(props: { dialog: QueueDialog; queues: readonly Queue[]; onClose: () => void }) {
  const { dialog } = props;
  switch (dialog.kind) {
    case "create":
    case "rename":
      return <NameDialog queue={dialog.kind === "rename" ? dialog.queue : null} onClose={props.onClose} />;
    case "move":
      return <MoveDialog {...dialog} queues={props.queues} onClose={props.onClose} />;
    default:
      return <EmptyingDialog {...dialog} onClose={props.onClose} />;
  }
}

/** Calls a change of queues, says that it is made, or why not. */
function useQueueChange(onClose: () => void) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [error, setError] = useState<string>();
  const change = useMutation({
    mutationFn: ({ call }: { call: () => Promise<unknown>; done: string }) => call(),
    onSuccess: async (_, { done }) => {
      await Promise.all([
        client.invalidateQueries(trpc.queues.pathFilter()),
        client.invalidateQueries(trpc.tasks.pathFilter()),
      ]);
      toast.success(done);
      onClose();
    },
    onError: (failure) => setError(describeError(failure).reason),
  });
  return { change, error, setError };
}

function NameDialog({ queue, onClose }: { queue: Queue | null; onClose: () => void }) {
  const client = useTRPCClient();
  const { change, error, setError } = useQueueChange(onClose);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    if (name.length < 3) return setError("A name needs at least 3 characters.");
    if (queue && name === queueName(queue)) return onClose();
    setError(undefined);
    change.mutate(
      queue
        ? { call: () => client.queues.update.mutate({ queue: queue.id, display_name: name }), done: "Queue renamed" }
        : { call: () => client.queues.create.mutate({ name }), done: "Queue created" },
    );
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={queue ? `Rename ${queueName(queue)}` : "New queue"}
      description={queue ? `Workers and scripts still know it as ${queue.name}.` : undefined}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={change.isPending}>
            {queue ? "Rename" : "Create queue"}
          </Button>
        </>
      }
    >
      <Field label="Name" htmlFor="queue-name" error={error}>
        <Input
          id="queue-name"
          name="name"
          required
          autoFocus
          defaultValue={queue ? queueName(queue) : ""}
          onFocus={(event) => event.target.select()}
          aria-invalid={error ? true : undefined}
        />
      </Field>
    </Dialog>
  );
}

function EmptyingDialog(props: { kind: "clear" | "delete"; queue: Queue; total: number; onClose: () => void }) {
  const { kind, queue, total, onClose } = props;
  const client = useTRPCClient();
  const { change, error } = useQueueChange(onClose);
  const name = queueName(queue);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={kind === "clear" ? `Clear ${name}?` : `Delete ${name}?`}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(
          kind === "clear"
            ? { call: () => client.queues.clear_queue.mutate({ queue: queue.id }), done: `${name} is empty` }
            : {
                call: () => client.queues.delete.mutate({ queue: queue.id, force: total > 0 }),
                done: `${name} deleted`,
              },
        );
      }}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="danger" disabled={change.isPending}>
            {kind === "clear" ? `Remove ${countWords(total)}` : "Delete queue"}
          </Button>
        </>
      }
    >
      <p className="text-sm">
        {total > 0
          ? `${countWords(total)} ${total === 1 ? "waits" : "wait"} in it and will go back to the state from before.`
          : "Nothing waits in it."}
        {kind === "delete" && " Workers that listen to it only will get nothing more to do."}
      </p>
      {error && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {error}
        </p>
      )}
    </Dialog>
  );
}

function MoveDialog(props: {
  queue: Queue;
  task: string;
  name: string;
  queues: readonly Queue[];
  onClose: () => void;
}) {
  const { queue, task, onClose } = props;
  const client = useTRPCClient();
  const { change, error } = useQueueChange(onClose);
  const others = props.queues.filter((each) => each.id !== queue.id);
  const [target, setTarget] = useState(others[0]?.id);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Move ${props.name}`}
      description={`It goes to the end of the other queue and leaves ${queueName(queue)}.`}
      onSubmit={(event) => {
        event.preventDefault();
        if (target)
          change.mutate({
            call: () => client.queues.move_task_to_queue.mutate({ queue: queue.id, task, target_queue: target }),
            done: "Run moved",
          });
      }}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={change.isPending || !target}>
            Move
          </Button>
        </>
      }
    >
      <Field label="To queue" htmlFor="move-to-queue" error={error}>
        <Select
          id="move-to-queue"
          label="To queue"
          value={target}
          onValueChange={setTarget}
          placeholder="There is no other queue"
          options={others.map((each) => ({ value: each.id, label: queueName(each) }))}
        />
      </Field>
    </Dialog>
  );
}
