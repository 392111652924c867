"use client";

import { useEffect, useState, useSyncExternalStore } from "react";

/** Milliseconds between two looks at the server while something runs. */
const ACTIVE = 3_000;
const IDLE = 15_000;

let paused = false;
const listeners = new Set<() => void>();

/** Holds all pages still, or lets them run on. */
export function setLivePaused(next: boolean): void {
  paused = next;
  for (const listener of listeners) listener();
}

/** Whether the person has paused live updates. */
export function useLivePaused(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => paused,
    () => false,
  );
}

export interface Live {
  /** Spread into a query's options: `useQuery({ ...trpc.tasks.get_all_ex.queryOptions(input), ...live })`. */
  readonly refetchInterval: number | false;
  readonly refetchIntervalInBackground: false;
}

/**
 * How a page stays fresh: quickly while something on it is `active`, slowly otherwise, not at all in a hidden tab or when paused. The one place
 * that decides it; when the server pushes, only this hook changes.
 */
export function useLive(active: boolean): Live {
  const held = useLivePaused();
  return { refetchInterval: held ? false : active ? ACTIVE : IDLE, refetchIntervalInBackground: false };
}

/** Whether the browser believes it is connected. */
export function useOnline(): boolean {
  const [online, setOnline] = useState(true);
  useEffect(() => {
    const update = () => setOnline(navigator.onLine);
    update();
    window.addEventListener("online", update);
    window.addEventListener("offline", update);
    return () => {
      window.removeEventListener("online", update);
      window.removeEventListener("offline", update);
    };
  }, []);
  return online;
}
