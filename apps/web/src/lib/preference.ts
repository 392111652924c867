"use client";

import { useCallback, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

/** A switch that one person sets for all runs, kept in this browser. */
export function usePreference(name: string, standard: boolean): readonly [boolean, (on: boolean) => void] {
  const key = `limpid:${name}`;
  const value = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => localStorage.getItem(key),
    () => null,
  );
  const set = useCallback(
    (on: boolean) => {
      localStorage.setItem(key, on ? "1" : "0");
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [value === null ? standard : value === "1", set];
}
