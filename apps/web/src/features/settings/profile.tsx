"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useRouter } from "next/navigation";
import type { FormEvent } from "react";
import { toast } from "sonner";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { CopyId } from "@/components/ui/copy-button";
import { Field, Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import { DateTime } from "@/components/ui/time";
import { logOut, useSession } from "@/features/session/session";
import { describeError } from "@/lib/errors";
import { useTRPC } from "@/lib/trpc/client";
import type { User } from "@/lib/wire";
import { ChangePassword } from "./change-password";
import { roleLabel } from "./roles";

/** Who one is: name to change, id to copy. */
export function ProfileSettings() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const session = useSession();
  const query = useQuery(trpc.users.get_current_user.queryOptions({}));
  const user = query.data?.user as User | undefined;
  const update = useMutation(
    trpc.users.update.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.users.pathFilter());
        router.refresh();
        toast.success("Profile saved");
      },
      onError: (error) => toast.error("The profile could not be saved", { description: describeError(error).reason }),
    }),
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    if (name && name !== user?.name) update.mutate({ user: session.user.id, name });
  }

  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!user) return <Skeleton className="h-48" />;
  return (
    <div className="flex flex-col gap-6">
      <div className="flex items-center gap-3">
        <Avatar name={user.name} className="size-12 text-lg" />
        <div>
          <div className="text-lg font-semibold">{user.name}</div>
          <div className="text-sm text-muted">{roleLabel(user.role)}</div>
        </div>
      </div>
      <form onSubmit={submit} className="flex max-w-md items-end gap-2">
        <div className="flex-1">
          <Field label="Display name" htmlFor="display-name">
            <Input id="display-name" name="name" defaultValue={user.name} required maxLength={200} />
          </Field>
        </div>
        <Button type="submit" disabled={update.isPending}>
          Save
        </Button>
      </form>
      <dl className="grid max-w-md grid-cols-[6rem_minmax(0,1fr)] items-center gap-y-2 text-sm [&_dt]:text-muted">
        <dt>User id</dt>
        <dd>
          <CopyId id={user.id} length={40} />
        </dd>
        {user.company?.name && (
          <>
            <dt>Workspace</dt>
            <dd>{user.company.name}</dd>
          </>
        )}
        {user.created && (
          <>
            <dt>Member since</dt>
            <dd>
              <DateTime value={user.created} />
            </dd>
          </>
        )}
      </dl>
      <ChangePassword />
      <div className="border-t border-line pt-5">
        <Button onClick={() => void logOut()}>
          <LogOut /> Log out
        </Button>
      </div>
    </div>
  );
}
