"use client";

import { Eye, EyeOff } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Logo } from "@/components/layout/logo";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/input";
import { returnPath } from "./return-path";

/** The log-in with user name and password. */
export function LoginForm({ next }: { next?: string }) {
  const [message, setMessage] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setMessage(undefined);
    try {
      const answer = await fetch("/session", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username: form.get("username"), password: form.get("password") }),
      });
      if (answer.ok) return window.location.assign(returnPath(next));
      const body: { message?: string } = await answer.json().catch(() => ({}));
      setMessage(body.message ?? "The log-in failed. Try again.");
    } catch {
      setMessage("The server does not answer. Check that Limpid is running.");
    }
    setBusy(false);
  }

  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-88">
        <div className="mb-8 flex items-center gap-2.5">
          <Logo className="size-8" />
          <h1 className="text-xl font-semibold tracking-tight">Log in to Limpid</h1>
        </div>
        <form method="post" onSubmit={submit} className="flex flex-col gap-4">
          <Field label="User name" htmlFor="username">
            <Input
              id="username"
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              required
              className="h-10 text-base"
            />
          </Field>
          <Field label="Password" htmlFor="password">
            <div className="relative">
              <Input
                id="password"
                name="password"
                type={shown ? "text" : "password"}
                autoComplete="current-password"
                required
                aria-invalid={message ? true : undefined}
                aria-describedby={message ? "login-message" : undefined}
                className="h-10 pr-10 text-base"
              />
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={shown ? "Hide password" : "Show password"}
                onClick={() => setShown(!shown)}
                className="absolute top-1.5 right-1.5"
              >
                {shown ? <EyeOff /> : <Eye />}
              </Button>
            </div>
          </Field>
          {message && (
            <p id="login-message" role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
              {message}
            </p>
          )}
          <Button type="submit" variant="primary" size="lg" disabled={busy} className="mt-1 w-full">
            {busy ? "Logging in…" : "Log in"}
          </Button>
        </form>
        <p className="mt-6 text-xs text-muted">
          The first account was printed when the server was first started. Forgot a password? An administrator can set a
          new one with <code className="font-mono">npx limpid user reset-password</code>.
        </p>
      </div>
    </main>
  );
}
