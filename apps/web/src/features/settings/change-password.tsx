"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/input";
import { describeError } from "@/lib/errors";
import { useTRPC } from "@/lib/trpc/client";

/** Changes one's own password; all other sessions end, this one goes on. */
export function ChangePassword() {
  const trpc = useTRPC();
  const [error, setError] = useState<string>();
  const change = useMutation(
    trpc.auth.change_password.mutationOptions({
      onSuccess: () => toast.success("Password changed", { description: "Your other sessions have ended." }),
      onError: (failure) => setError(describeError(failure).reason),
    }),
  );

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const [current, next, again] = ["current", "next", "again"].map((name) => String(data.get(name)));
    if (next !== again) return setError("The two new passwords differ.");
    setError(undefined);
    await change
      .mutateAsync({ current_password: String(current), new_password: String(next) })
      .then(() => form.reset())
      // Told by `onError` above.
      .catch(() => undefined);
  }

  return (
    <section aria-labelledby="password-heading" className="flex max-w-md flex-col gap-3 border-t border-line pt-5">
      <h2 id="password-heading" className="text-base font-semibold">
        Password
      </h2>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Current password" htmlFor="current-password">
          <Input id="current-password" name="current" type="password" required autoComplete="current-password" />
        </Field>
        <Field label="New password" htmlFor="new-password" hint="At least 8 characters">
          <Input id="new-password" name="next" type="password" required minLength={8} autoComplete="new-password" />
        </Field>
        <Field label="New password again" htmlFor="new-password-again" error={error}>
          <Input
            id="new-password-again"
            name="again"
            type="password"
            required
            minLength={8}
            autoComplete="new-password"
          />
        </Field>
        <div>
          <Button type="submit" disabled={change.isPending}>
            Change password
          </Button>
        </div>
      </form>
    </section>
  );
}
