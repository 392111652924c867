"use client";

import { useSyncExternalStore } from "react";

export const DENSITIES = ["compact", "normal", "comfortable"] as const;
export type Density = (typeof DENSITIES)[number];

/** px */
const HEIGHTS: Readonly<Record<Density, number>> = { compact: 26, normal: 32, comfortable: 40 };
const KEY = "limpid:density";
const listeners = new Set<() => void>();

function read(): Density {
  const stored = localStorage.getItem(KEY);
  return DENSITIES.find((density) => density === stored) ?? "normal";
}

/** How close the rows of all tables stand, as this browser remembers it. */
export function useDensity(): [Density, (density: Density) => void] {
  const density = useSyncExternalStore<Density>(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read,
    () => "normal",
  );
  const set = (next: Density) => {
    localStorage.setItem(KEY, next);
    for (const listener of listeners) listener();
  };
  return [density, set];
}

/** Height of a row in px. */
export function useRowHeight(): number {
  return HEIGHTS[useDensity()[0]];
}
