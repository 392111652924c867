"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "@/components/layout/use-theme";
import { cn } from "@/lib/cn";
import type { Theme } from "@/lib/theme";

const CHOICES = [
  { value: "system", label: "System", icon: Monitor, scheme: "light dark" },
  { value: "light", label: "Light", icon: Sun, scheme: "light" },
  { value: "dark", label: "Dark", icon: Moon, scheme: "dark" },
] as const;

/** The theme, each choice shown as it would look. */
export function AppearanceSettings() {
  const [theme, setTheme] = useTheme();
  return (
    <section aria-labelledby="theme-heading">
      <h2 id="theme-heading" className="mb-3 text-base font-semibold">
        Theme
      </h2>
      <div role="radiogroup" aria-labelledby="theme-heading" className="grid gap-3 sm:grid-cols-3">
        {CHOICES.map(({ value, label, icon: Icon, scheme }) => (
          <label
            key={value}
            className={cn(
              "flex cursor-pointer flex-col gap-2 rounded-md border p-3 has-focus-visible:outline-2 has-focus-visible:outline-accent",
              theme === value ? "border-accent" : "border-line hover:border-line-strong",
            )}
          >
            <Preview scheme={scheme} />
            <span className="flex items-center gap-2 text-sm">
              <input
                type="radio"
                name="theme"
                value={value}
                checked={theme === value}
                onChange={() => setTheme(value as Theme)}
                className="accent-(--accent)"
              />
              <Icon className="size-4 text-muted" /> {label}
            </span>
          </label>
        ))}
      </div>
    </section>
  );
}

function Preview({ scheme }: { scheme: string }) {
  return (
    <span
      aria-hidden
      style={{ colorScheme: scheme, background: "var(--surface)" }}
      className="flex h-20 flex-col gap-1.5 rounded-sm border border-line p-2"
    >
      <span style={{ background: "var(--text)" }} className="h-1.5 w-1/2 rounded-full" />
      <span style={{ background: "var(--text-muted)" }} className="h-1.5 w-3/4 rounded-full" />
      <span className="mt-auto flex gap-1.5">
        <span style={{ background: "var(--accent)" }} className="h-2.5 w-8 rounded-sm" />
        <span style={{ background: "var(--status-running)" }} className="size-2.5 rounded-full" />
        <span style={{ background: "var(--status-failed)" }} className="size-2.5 rounded-full" />
      </span>
    </span>
  );
}
