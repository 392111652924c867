"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "@/components/layout/use-theme";
import { cn } from "@/lib/cn";
import type { Theme } from "@/lib/theme";

const LIGHT = { surface: "#fafbfb", text: "#151c1f", muted: "#4d5b62", accent: "#0d7268" };
const DARK = { surface: "#0f1315", text: "#e7edef", muted: "#a2b0b6", accent: "#35cfbd" };

const CHOICES = [
  { value: "system", label: "System", icon: Monitor, halves: [LIGHT, DARK] },
  { value: "light", label: "Light", icon: Sun, halves: [LIGHT] },
  { value: "dark", label: "Dark", icon: Moon, halves: [DARK] },
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
        {CHOICES.map(({ value, label, icon: Icon, halves }) => (
          <label
            key={value}
            className={cn(
              "flex cursor-pointer flex-col gap-2 rounded-md border p-3 has-focus-visible:outline-2 has-focus-visible:outline-accent",
              theme === value ? "border-accent" : "border-line hover:border-line-strong",
            )}
          >
            <span aria-hidden className="flex h-20 overflow-hidden rounded-sm border border-line">
              {halves.map((half) => (
                <Preview key={half.surface} {...half} />
              ))}
            </span>
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

/** A page in small, in fixed colours: it shows a theme that is not the one in use. */
function Preview({ surface, text, muted, accent }: typeof LIGHT) {
  return (
    <span style={{ background: surface }} className="flex flex-1 flex-col gap-1.5 p-2">
      <span style={{ background: text }} className="h-1.5 w-1/2 rounded-full" />
      <span style={{ background: muted }} className="h-1.5 w-3/4 rounded-full" />
      <span style={{ background: accent }} className="mt-auto h-2.5 w-8 rounded-sm" />
    </span>
  );
}
