"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Pencil, Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { TimeAgo } from "@/components/ui/time";
import { describeError } from "@/lib/errors";
import { useTRPC } from "@/lib/trpc/client";
import { documents } from "@/lib/wire";
import { NewKey } from "./new-key";

interface Credential {
  readonly access_key: string;
  readonly label?: string;
  readonly last_used?: string;
  readonly last_used_from?: string;
}

/** API keys: make one (its secret is shown once), see which are used, rename, revoke. */
export function KeySettings() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [dialog, setDialog] = useState<"create" | null>(null);
  const [made, setMade] = useState<{ accessKey: string; secretKey: string } | null>(null);
  const [labelled, setLabelled] = useState<Credential | null>(null);
  const [revoked, setRevoked] = useState<Credential | null>(null);
  const query = useQuery(trpc.auth.get_credentials.queryOptions({}));
  const keys = documents<Credential>(query.data?.credentials);
  const refresh = () => client.invalidateQueries(trpc.auth.pathFilter());
  const fail = (what: string) => (error: unknown) => toast.error(what, { description: describeError(error).reason });

  const create = useMutation(
    trpc.auth.create_credentials.mutationOptions({
      onSuccess: async ({ credentials }) => {
        setDialog(null);
        setMade({ accessKey: String(credentials.access_key), secretKey: String(credentials.secret_key) });
        await refresh();
      },
      onError: fail("The key could not be made"),
    }),
  );
  const edit = useMutation(
    trpc.auth.edit_credentials.mutationOptions({
      onSuccess: async () => {
        setLabelled(null);
        await refresh();
      },
      onError: fail("The label could not be saved"),
    }),
  );
  const revoke = useMutation(
    trpc.auth.revoke_credentials.mutationOptions({
      onSuccess: async () => {
        setRevoked(null);
        toast.success("Key revoked");
        await refresh();
      },
      onError: fail("The key could not be revoked"),
    }),
  );
  const label = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    return String(new FormData(event.currentTarget).get("label")).trim();
  };

  return (
    <section aria-labelledby="keys-heading" className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-0 flex-1">
          <h2 id="keys-heading" className="text-base font-semibold">
            API keys
          </h2>
          <p className="text-sm text-muted">
            The SDK and agents log in with a key. Everything that they do is done in your name.
          </p>
        </div>
        <Button variant="primary" onClick={() => setDialog("create")}>
          <Plus /> New key
        </Button>
      </div>
      {query.isPending && <Skeleton className="h-28" />}
      {query.isError && <ErrorState compact error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && keys.length === 0 && (
        <EmptyState icon={<KeyRound />} title="No keys yet">
          Make one to get a clearml.conf for your machine.
        </EmptyState>
      )}
      {keys.length > 0 && (
        <ul className="divide-y divide-line border-y border-line">
          {keys.map((key) => (
            <li
              key={key.access_key}
              className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 py-2 text-sm sm:grid-cols-[minmax(0,1fr)_auto_auto]"
            >
              <div className="min-w-0">
                <div className="truncate font-medium">
                  {key.label || <span className="font-normal text-faint">No label</span>}
                </div>
                <div className="flex items-center gap-0.5 font-mono text-xs text-muted">
                  <span className="truncate">{key.access_key}</span>
                  <CopyButton text={key.access_key} label="Copy access key" className="size-6 [&_svg]:size-3.5" />
                </div>
              </div>
              <div className="order-last col-span-2 text-xs text-muted sm:order-none sm:col-span-1">
                {key.last_used ? (
                  <>
                    Used <TimeAgo value={key.last_used} />
                    {key.last_used_from && ` from ${key.last_used_from}`}
                  </>
                ) : (
                  "Never used"
                )}
              </div>
              <div className="flex">
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={`Label of ${key.access_key}`}
                  title="Edit label"
                  onClick={() => setLabelled(key)}
                >
                  <Pencil />
                </Button>
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={`Revoke ${key.access_key}`}
                  title="Revoke"
                  onClick={() => setRevoked(key)}
                >
                  <Trash2 />
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}

      <Dialog
        open={dialog === "create"}
        onOpenChange={(open) => !open && setDialog(null)}
        title="New API key"
        onSubmit={(event) => create.mutate({ label: label(event) || undefined })}
        footer={
          <>
            <Button onClick={() => setDialog(null)}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={create.isPending}>
              Make key
            </Button>
          </>
        }
      >
        <Field label="Label" htmlFor="key-label" hint="What it is for: my laptop, CI, agent 3">
          <Input id="key-label" name="label" autoFocus maxLength={200} />
        </Field>
      </Dialog>
      {made && <NewKey {...made} onClose={() => setMade(null)} />}
      {labelled && (
        <Dialog
          open
          onOpenChange={(open) => !open && setLabelled(null)}
          title="Label of the key"
          onSubmit={(event) => edit.mutate({ access_key: labelled.access_key, label: label(event) })}
          footer={
            <Button type="submit" variant="primary" disabled={edit.isPending}>
              Save
            </Button>
          }
        >
          <Input name="label" aria-label="Label" defaultValue={labelled.label} autoFocus maxLength={200} />
        </Dialog>
      )}
      {revoked && (
        <Dialog
          open
          onOpenChange={(open) => !open && setRevoked(null)}
          title={`Revoke ${revoked.label || "this key"}?`}
          description="Programs that use it can no longer log in, and sessions that were opened with it end. This cannot be undone."
          footer={
            <>
              <Button onClick={() => setRevoked(null)}>Cancel</Button>
              <Button
                variant="danger"
                disabled={revoke.isPending}
                onClick={() => revoke.mutate({ access_key: revoked.access_key })}
              >
                Revoke key
              </Button>
            </>
          }
        />
      )}
    </section>
  );
}
