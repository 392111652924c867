"use client";

import { type Effects, POLICY_NAMES, type Policies } from "@limpid/core/storage/policies-schema";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Eye, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import { describeError } from "@/lib/errors";
import { useTRPC } from "@/lib/trpc/client";
import { EffectsTable } from "./effects";
import { LastRuns } from "./last-runs";
import { PolicyFields } from "./policy-fields";

/** What is cleared away by and by: set it, see what it would do, do it now; and what it has done. */
export function Retention() {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.storage.get_policies.queryOptions(
      {},
      { refetchInterval: ({ state }) => (state.data?.runs.some(({ finished }) => !finished) ? 2000 : false) },
    ),
  );
  return (
    <section aria-labelledby="retention-heading" className="flex flex-col gap-4">
      <div>
        <h2 id="retention-heading" className="text-base font-semibold">
          Retention
        </h2>
        <p className="text-sm text-muted">
          Each night at 02:30 UTC the server clears away what you choose here, of runs that have ended. Runs that are
          under way are never touched.
        </p>
      </div>
      {query.isPending && <Skeleton className="h-64" />}
      {query.isError && <ErrorState compact error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <>
          <PolicyForm key={query.data.changed} saved={query.data.policies} />
          <LastRuns runs={query.data.runs} />
        </>
      )}
    </section>
  );
}

function PolicyForm({ saved }: { saved: Policies }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [policies, setPolicies] = useState(saved);
  const [preview, setPreview] = useState<Effects | null>(null);
  const refresh = () => client.invalidateQueries(trpc.storage.get_policies.pathFilter());
  const fail = (title: string) => (error: unknown) => toast.error(title, { description: describeError(error).reason });
  const save = useMutation(
    trpc.storage.set_policies.mutationOptions({
      onSuccess: async () => {
        await refresh();
        toast.success("Policies saved");
      },
      onError: fail("The policies could not be saved"),
    }),
  );
  const look = useMutation(
    trpc.storage.apply_policies.mutationOptions({
      onSuccess: ({ effects }) => setPreview(effects ?? {}),
      onError: fail("The preview could not be made"),
    }),
  );
  const apply = useMutation(
    trpc.storage.apply_policies.mutationOptions({
      onSuccess: async () => {
        setPreview(null);
        await refresh();
        toast.success("The server clears it away now");
      },
      onError: fail("It could not be begun"),
    }),
  );
  const isOn = POLICY_NAMES.some((name) => policies[name].enabled);
  const isChanged = JSON.stringify(policies) !== JSON.stringify(saved);
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ policies });
      }}
    >
      <PolicyFields policies={policies} onChange={setPolicies} />
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" disabled={!isChanged || save.isPending}>
          Save
        </Button>
        <Button
          disabled={!isOn || look.isPending}
          onClick={(event) => {
            if (event.currentTarget.form?.reportValidity()) look.mutate({ dry_run: true, policies });
          }}
        >
          <Eye /> {look.isPending ? "Looking…" : "Preview"}
        </Button>
        {!isOn && <span className="text-sm text-muted">Nothing is cleared away.</span>}
      </div>
      {preview && (
        <Dialog
          open
          onOpenChange={(open) => !open && setPreview(null)}
          title="What would be cleared away"
          description="Nothing has been done yet. What is cleared away cannot be brought back."
          size="lg"
          footer={
            <>
              <Button onClick={() => setPreview(null)}>Close</Button>
              <Button
                variant="danger"
                disabled={apply.isPending || Object.values(preview).every(({ events }) => events === 0)}
                onClick={() => apply.mutate({ policies })}
              >
                <Trash2 /> Clear away now
              </Button>
            </>
          }
        >
          <EffectsTable effects={preview} dry />
        </Dialog>
      )}
    </form>
  );
}
