"use client";

import type { Topic } from "@limpid/core/platform/changes/schema";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { PushState } from "./push/push";

/** Milliseconds between two looks at the server while something runs, and while nothing does; where changes are not pushed. */
const ACTIVE = 3_000;
const IDLE = 15_000;

let paused = false;
const listeners = new Set<() => void>();

const listen = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Holds all pages still, or lets them run on. */
export function setLivePaused(next: boolean): void {
  paused = next;
  for (const listener of listeners) listener();
}

/** Whether the person has paused live updates. */
export function useLivePaused(): boolean {
  return useSyncExternalStore(
    listen,
    () => paused,
    () => false,
  );
}

let push: PushState = "waiting";

/** Says how push stands ({@link ./push/live-updates.tsx}). */
export function setPushState(next: PushState): void {
  if (next === push) return;
  push = next;
  for (const listener of listeners) listener();
}

/** Whether the server pushes changes to this page. */
export function usePushState(): PushState {
  return useSyncExternalStore(
    listen,
    () => push,
    () => "waiting",
  );
}

export interface Live {
  /** Spread into a query's options: `useQuery({ ...trpc.tasks.get_all_ex.queryOptions(input), ...live })`. */
  readonly refetchInterval: number | false;
  readonly refetchIntervalInBackground: false;
  readonly meta: { readonly watch: readonly Topic[]; readonly gap?: number };
}

/**
 * How a page stays fresh; the one place that decides it. The server tells when something of `watch` has changed, and the query is read again. As long as it
 * does not (a proxy may hold such streams back) pages ask by themselves: quickly while something on them is `active`, slowly otherwise. Neither in a
 * hidden tab or when paused.
 * @param options.gap milliseconds between two readings because of what changes all the time; a second without it.
 * @param options.silent milliseconds after which it is read anyway: for what changes by time alone, of which nobody tells.
 */
export function useLive(
  active: boolean,
  watch: readonly Topic[],
  { gap, silent }: { readonly gap?: number; readonly silent?: number } = {},
): Live {
  const held = useLivePaused();
  const pushed = usePushState() === "on";
  const key = watch.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is the content of `watch`
  const meta = useMemo(() => ({ watch: [...watch], gap }), [key, gap]);
  const polling = active ? ACTIVE : IDLE;
  return {
    refetchInterval: held ? false : pushed ? (silent ?? false) : polling,
    refetchIntervalInBackground: false,
    meta,
  };
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
