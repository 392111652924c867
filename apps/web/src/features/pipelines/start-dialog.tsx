"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import { QueuePicker, useQueueChoice } from "@/features/runs/enqueue-dialog";
import { describeError } from "@/lib/errors";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { documents, type Task } from "@/lib/wire";
import { pipelineArguments, pipelineRunHref } from "./pipeline";

/** Types whose values are numbers, as the SDK names them. */
const NUMBERS = new Set(["int", "float"]);

/** Runs a pipeline again: a copy of `source` with other arguments, put into a queue. */
export function StartDialog({ source, onClose }: { source: Task; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const router = useRouter();
  const choice = useQueueChoice();
  const [error, setError] = useState<string>();
  const query = useQuery(
    trpc.tasks.get_all_ex.queryOptions({ id: [source.id], only_fields: ["hyperparams.Args"], search_hidden: true }),
  );
  const run = documents<Task>(query.data?.tasks)[0];
  const args = run ? pipelineArguments(run) : [];
  const watched = choice.queues.find((queue) => queue.id === choice.value?.id)?.workers?.length !== 0;
  const start = useMutation({
    mutationFn: async (values: { name: string; value: string }[]) => {
      if (!choice.value) throw new Error("Choose a queue.");
      const queue = choice.value.id ?? (await client.queues.create.mutate({ name: choice.value.name })).id;
      return client.pipelines.start_pipeline.mutate({ task: source.id, queue, args: values });
    },
    onSuccess: async ({ pipeline }) => {
      toast.success("The pipeline waits in its queue");
      router.push(pipelineRunHref({ id: pipeline, project: source.project }));
      await Promise.all([
        queryClient.invalidateQueries(trpc.tasks.pathFilter()),
        queryClient.invalidateQueries(trpc.queues.pathFilter()),
      ]);
    },
    onError: (failure) => setError(describeError(failure).reason),
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const values = args.map(({ name }) => ({ name, value: String(form.get(`arg:${name}`) ?? "") }));
    const wrong = args.find(
      ({ name, type }, index) =>
        NUMBERS.has(type ?? "") &&
        (values[index]?.value === "" || !Number.isFinite(Number(values[index]?.value))) &&
        name,
    );
    if (wrong) return setError(`“${wrong.name}” has to be a number.`);
    setError(undefined);
    start.mutate(values.filter(({ value }, index) => value !== args[index]?.value));
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="New run"
      description={`A copy of ${source.name} with these arguments.`}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={start.isPending || !run || !choice.value}>
            Start run
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {error && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
            {error}
          </p>
        )}
        {query.isPending && <Skeleton className="h-32" />}
        {query.isError && <ErrorState compact error={query.error} onRetry={() => void query.refetch()} />}
        {args.map((arg) => (
          <Field
            key={arg.name}
            label={arg.name}
            htmlFor={`arg-${arg.name}`}
            hint={[arg.type, arg.description].filter(Boolean).join(" · ")}
          >
            <Input
              id={`arg-${arg.name}`}
              name={`arg:${arg.name}`}
              defaultValue={arg.value}
              inputMode={NUMBERS.has(arg.type ?? "") ? "decimal" : undefined}
              autoComplete="off"
              className="font-mono text-xs"
            />
          </Field>
        ))}
        {run && args.length === 0 && <p className="text-sm text-muted">This pipeline takes no arguments.</p>}
        <Field
          label="Queue of the controller"
          htmlFor="pipeline-queue"
          hint={watched ? undefined : "No worker takes runs from this queue now: it waits until one does."}
        >
          <QueuePicker id="pipeline-queue" choice={choice} />
        </Field>
      </div>
    </Dialog>
  );
}
