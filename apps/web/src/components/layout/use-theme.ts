"use client";

import { useCallback, useSyncExternalStore } from "react";
import { applyTheme, asTheme, type Theme } from "@/lib/theme";

const listeners = new Set<() => void>();

/** The chosen theme and its setter. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asTheme(document.documentElement.dataset.theme),
    () => "system" as const,
  );
  const set = useCallback((next: Theme) => {
    applyTheme(next);
    for (const listener of listeners) listener();
  }, []);
  return [theme, set];
}
