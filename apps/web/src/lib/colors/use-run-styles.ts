"use client";

import { useEffect, useMemo, useSyncExternalStore } from "react";
import { assignSlots, COLOR_COUNT, hashId, type RunStyle, slotStyle } from "./run-colors";

const KEY = "limpid:run-colors";
/** So many runs are remembered; the oldest assignments go first. */
const LIMIT = 5_000;
const NONE: Readonly<Record<string, number>> = {};

let slots: Readonly<Record<string, number>> | undefined;
const listeners = new Set<() => void>();

function read(): Readonly<Record<string, number>> {
  if (slots) return slots;
  try {
    slots = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, number>;
  } catch {
    slots = {};
  }
  return slots;
}

function write(next: Readonly<Record<string, number>>): void {
  slots = next;
  const entries = Object.entries(next);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(entries.slice(-LIMIT))));
  } catch {
    // A full or forbidden storage costs the memory over reloads only.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const changed = (event: StorageEvent) => {
    if (event.key !== KEY) return;
    slots = undefined;
    listener();
  };
  window.addEventListener("storage", changed);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", changed);
  };
}

/** The styles of runs that are shown together, by id. Assigned at first sight and kept in this browser. */
export function useRunStyles(ids: readonly string[]): Readonly<Record<string, RunStyle>> {
  const stored = useSyncExternalStore(subscribe, read, () => NONE);
  const key = ids.join(" ");
  const assigned = useMemo(() => assignSlots(key ? key.split(" ") : [], stored), [key, stored]);
  useEffect(() => {
    if (assigned !== read() && assigned !== stored) write({ ...read(), ...assigned });
  }, [assigned, stored]);
  return useMemo(
    () => Object.fromEntries((key ? key.split(" ") : []).map((id) => [id, slotStyle(assigned[id] ?? 0)])),
    [key, assigned],
  );
}

/** The style of one run in a list: its own where it has one, else the one that it would get alone. Nothing is stored, however long the list. */
export function useRunStyle(id: string): RunStyle {
  const slot = useSyncExternalStore(
    subscribe,
    () => read()[id],
    () => undefined,
  );
  return slotStyle(slot ?? hashId(id) % COLOR_COUNT);
}

/** Gives one run another colour (0 … 47). */
export function setRunSlot(id: string, slot: number): void {
  write({ ...read(), [id]: slot });
}
