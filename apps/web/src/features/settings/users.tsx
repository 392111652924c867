"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ban, CircleCheck, EllipsisVertical, KeyRound, Pencil, UserPlus } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { TimeAgo } from "@/components/ui/time";
import { useSession } from "@/features/session/session";
import { describeError } from "@/lib/errors";
import { formatCount } from "@/lib/format/numbers";
import { useTRPC } from "@/lib/trpc/client";
import { grantableRoles, managesAccounts, roleLabel } from "./roles";
import { type Account, CreateUserDialog, DisableUserDialog, EditUserDialog, ResetPasswordDialog } from "./user-dialogs";

type Open =
  | { readonly kind: "create" }
  | { readonly kind: "edit" | "reset" | "disable"; readonly account: Account }
  | null;

/** The accounts of the workspace: who they are, what they may do, when their keys were used; new ones, changes, shutting. */
export function UserSettings() {
  const session = useSession();
  if (!managesAccounts(session.user.role))
    return (
      <EmptyState icon={<Ban />} title="Only administrators see the accounts">
        Ask one of them when somebody needs an account, another role or a new password.
      </EmptyState>
    );
  return <Accounts />;
}

function Accounts() {
  const trpc = useTRPC();
  const [open, setOpen] = useState<Open>(null);
  const query = useQuery(trpc.users.get_accounts.queryOptions({}));
  const close = () => setOpen(null);
  return (
    <section aria-labelledby="users-heading" className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-0 flex-1">
          <h2 id="users-heading" className="text-base font-semibold">
            Users & roles
          </h2>
          <p className="text-sm text-muted">Who can log in here, and what they may do.</p>
        </div>
        <Button variant="primary" onClick={() => setOpen({ kind: "create" })}>
          <UserPlus /> New user
        </Button>
      </div>
      {query.isPending && <Skeleton className="h-40" />}
      {query.isError && <ErrorState compact error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && (
        <table className="w-full text-sm">
          <thead>
            <tr className="border-b border-line text-left text-xs text-faint [&_th]:py-1.5 [&_th]:font-medium [&_th]:whitespace-nowrap">
              <th>User</th>
              <th className="hidden pl-4 sm:table-cell">Role</th>
              <th className="hidden pl-4 md:table-cell">API keys</th>
              <th className="hidden pl-4 md:table-cell">Last seen</th>
              <th>
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {query.data.accounts.map((account) => (
              <AccountRow key={account.id} account={account} onOpen={setOpen} />
            ))}
          </tbody>
        </table>
      )}
      {open?.kind === "create" && <CreateUserDialog onClose={close} />}
      {open?.kind === "edit" && <EditUserDialog account={open.account} onClose={close} />}
      {open?.kind === "reset" && <ResetPasswordDialog account={open.account} onClose={close} />}
      {open?.kind === "disable" && <DisableUserDialog account={open.account} onClose={close} />}
    </section>
  );
}

function AccountRow({ account, onOpen }: { account: Account; onOpen: (open: Open) => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const session = useSession();
  const own = account.id === session.user.id;
  const above = !grantableRoles(session.user.role).some(({ value }) => value === account.role);
  const enable = useMutation(
    trpc.users.edit_account.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.users.pathFilter());
        toast.success(`${account.name} can log in again`);
      },
      onError: (error) => toast.error("The account could not be enabled", { description: describeError(error).reason }),
    }),
  );
  return (
    <tr className="border-b border-line [&_td]:py-2">
      <td className="max-w-0 w-full">
        <div className="flex items-center gap-2.5">
          <Avatar name={account.name} className="max-sm:hidden" />
          <div className="min-w-0">
            <div className="flex items-center gap-2">
              <span className="truncate font-medium">{account.name}</span>
              {own && <Badge tone="accent">You</Badge>}
              {account.disabled && <Badge tone="warning">Disabled</Badge>}
            </div>
            <div className="truncate text-xs text-muted">
              {[account.username ?? "logs in by API keys only", account.email].filter(Boolean).join(" · ")}
              <span className="sm:hidden"> · {roleLabel(account.role)}</span>
            </div>
          </div>
        </div>
      </td>
      <td className="hidden pl-4 whitespace-nowrap sm:table-cell">{roleLabel(account.role)}</td>
      <td className="hidden pl-4 tabular md:table-cell">{formatCount(account.api_keys)}</td>
      <td className="hidden pl-4 text-xs whitespace-nowrap text-muted md:table-cell">
        {account.last_used ? <TimeAgo value={account.last_used} /> : "Not by a key yet"}
      </td>
      <td className="pl-2">
        <Menu>
          <MenuTrigger asChild>
            <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${account.name}`}>
              <EllipsisVertical />
            </Button>
          </MenuTrigger>
          <MenuContent align="end">
            <MenuItem disabled={above} onSelect={() => onOpen({ kind: "edit", account })}>
              <Pencil /> Edit…
            </MenuItem>
            <MenuItem disabled={own || above} onSelect={() => onOpen({ kind: "reset", account })}>
              <KeyRound /> Reset password…
            </MenuItem>
            <MenuSeparator />
            {account.disabled ? (
              <MenuItem disabled={above} onSelect={() => enable.mutate({ user: account.id, disabled: false })}>
                <CircleCheck /> Enable
              </MenuItem>
            ) : (
              <MenuItem danger disabled={own || above} onSelect={() => onOpen({ kind: "disable", account })}>
                <Ban /> Disable…
              </MenuItem>
            )}
          </MenuContent>
        </Menu>
      </td>
    </tr>
  );
}
