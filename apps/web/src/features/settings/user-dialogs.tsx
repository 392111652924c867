"use client";

import type { Account as AccountSchema } from "@limpid/core/users/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { z } from "zod";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useSession } from "@/features/session/session";
import { describeError } from "@/lib/errors";
import { useTRPC } from "@/lib/trpc/client";
import { type AccountRole, grantableRoles, ROLES } from "./roles";

export type Account = z.output<typeof AccountSchema>;

/** Makes an account. Without a chosen password one is made up and shown, this once. */
export function CreateUserDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [role, setRole] = useState<AccountRole>("user");
  const [made, setMade] = useState<{ username: string; password: string } | null>(null);
  const [error, setError] = useState<string>();
  const create = useMutation(
    trpc.users.create_account.mutationOptions({
      onSuccess: async ({ password }, { username }) => {
        await client.invalidateQueries(trpc.users.pathFilter());
        if (password) return setMade({ username, password });
        toast.success(`${username} can log in now`);
        onClose();
      },
      onError: (failure) => setError(describeError(failure).reason),
    }),
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const field = fieldsOf(event);
    setError(undefined);
    create.mutate({
      username: field("username"),
      role,
      name: field("name") || undefined,
      email: field("email") || undefined,
      password: field("password") || undefined,
    });
  }

  if (made) return <MadePassword {...made} title={`${made.username} can log in now`} onClose={onClose} />;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="New user"
      onSubmit={submit}
      footer={<Buttons busy={create.isPending} label="Create user" onClose={onClose} />}
    >
      <div className="flex flex-col gap-4">
        <Field label="User name" htmlFor="user-username" hint="What they type to log in" error={error}>
          <Input id="user-username" name="username" required maxLength={255} autoFocus autoComplete="off" />
        </Field>
        <PersonFields />
        <RoleField role={role} onRoleChange={setRole} />
        <Field label="Password" htmlFor="user-password" hint="At least 8 characters. Left empty, one is made up.">
          <Input id="user-password" name="password" type="password" minLength={8} autoComplete="new-password" />
        </Field>
      </div>
    </Dialog>
  );
}

/** Changes names, mail address and role. Nobody changes the own role, so that one administrator is always left. */
export function EditUserDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const session = useSession();
  const [role, setRole] = useState(account.role as AccountRole);
  const [error, setError] = useState<string>();
  const edit = useMutation(
    trpc.users.edit_account.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.users.pathFilter());
        toast.success("User saved");
        onClose();
      },
      onError: (failure) => setError(describeError(failure).reason),
    }),
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const field = fieldsOf(event);
    const changed = (name: string, before: string | null | undefined) =>
      field(name) !== (before ?? "") ? field(name) || undefined : undefined;
    setError(undefined);
    edit.mutate({
      user: account.id,
      username: changed("username", account.username),
      name: changed("name", account.name),
      email: changed("email", account.email),
      role: role === account.role ? undefined : role,
    });
  }

  const own = account.id === session.user.id;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Edit ${account.name}`}
      onSubmit={submit}
      footer={<Buttons busy={edit.isPending} label="Save" onClose={onClose} />}
    >
      <div className="flex flex-col gap-4">
        <Field label="User name" htmlFor="user-username" hint="What they type to log in" error={error}>
          <Input
            id="user-username"
            name="username"
            defaultValue={account.username ?? ""}
            required={Boolean(account.username)}
            maxLength={255}
            autoComplete="off"
          />
        </Field>
        <PersonFields account={account} />
        <RoleField role={role} onRoleChange={setRole} fixed={own ? "Somebody else has to change your role." : ""} />
      </div>
    </Dialog>
  );
}

/** Gives somebody a made-up password; everything that was opened with the old one ends. */
export function ResetPasswordDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const trpc = useTRPC();
  const [password, setPassword] = useState<string>();
  const reset = useMutation(
    trpc.users.reset_password.mutationOptions({
      onSuccess: (reply) => setPassword(reply.password),
      onError: (error) => toast.error("The password could not be reset", { description: describeError(error).reason }),
    }),
  );
  const username = account.username ?? account.name;
  if (password)
    return <MadePassword username={username} password={password} title="The new password" onClose={onClose} />;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Reset the password of ${account.name}?`}
      description="A new one is made up and shown to you, once. Sessions that were opened with the old one end; API keys stay."
      onSubmit={(event) => {
        event.preventDefault();
        reset.mutate({ user: account.id });
      }}
      footer={<Buttons busy={reset.isPending} label="Reset password" onClose={onClose} />}
    />
  );
}

/** Shuts an account after saying what that means. */
export function DisableUserDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const disable = useMutation(
    trpc.users.edit_account.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.users.pathFilter());
        toast.success(`${account.name} can no longer log in`);
        onClose();
      },
      onError: (error) =>
        toast.error("The account could not be disabled", { description: describeError(error).reason }),
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Disable ${account.name}?`}
      description="Their sessions end at once, and neither password nor API keys are accepted until the account is enabled again. What they made stays."
      onSubmit={(event) => {
        event.preventDefault();
        disable.mutate({ user: account.id, disabled: true });
      }}
      footer={<Buttons danger busy={disable.isPending} label="Disable user" onClose={onClose} />}
    />
  );
}

function MadePassword(props: { username: string; password: string; title: string; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={props.title}
      description="The password is shown only now. Hand it over, and have it changed under Settings › Profile."
      footer={
        <Button variant="primary" onClick={props.onClose}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <CodeBlock code={props.username} label="User name" />
        <CodeBlock code={props.password} label="Password" />
      </div>
    </Dialog>
  );
}

function PersonFields({ account }: { account?: Account }) {
  return (
    <>
      <Field label="Display name" htmlFor="user-name" hint={account ? undefined : "The user name, when left empty"}>
        <Input
          id="user-name"
          name="name"
          defaultValue={account?.name}
          required={account !== undefined}
          maxLength={200}
          autoComplete="off"
        />
      </Field>
      <Field label="Mail address" htmlFor="user-email">
        <Input
          id="user-email"
          name="email"
          type="email"
          defaultValue={account?.email ?? ""}
          required={Boolean(account?.email)}
          maxLength={320}
          autoComplete="off"
        />
      </Field>
    </>
  );
}

function RoleField(props: { role: AccountRole; onRoleChange: (role: AccountRole) => void; fixed?: string }) {
  const session = useSession();
  const hint = props.fixed || ROLES.find(({ value }) => value === props.role)?.hint;
  return (
    <Field label="Role" htmlFor="user-role" hint={hint}>
      <Select
        id="user-role"
        label="Role"
        value={props.role}
        onValueChange={props.onRoleChange}
        disabled={Boolean(props.fixed)}
        options={grantableRoles(session.user.role)}
        className="self-start"
      />
    </Field>
  );
}

function Buttons(props: { label: string; busy: boolean; danger?: boolean; onClose: () => void }) {
  return (
    <>
      <Button onClick={props.onClose}>Cancel</Button>
      <Button type="submit" variant={props.danger ? "danger" : "primary"} disabled={props.busy}>
        {props.label}
      </Button>
    </>
  );
}

/** The fields of a submitted form by name, trimmed; passwords as they were typed. */
function fieldsOf(event: FormEvent<HTMLFormElement>): (name: string) => string {
  const form = new FormData(event.currentTarget);
  return (name) => {
    const text = String(form.get(name) ?? "");
    return name === "password" ? text : text.trim();
  };
}
