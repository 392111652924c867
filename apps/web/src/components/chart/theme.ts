"use client";

import { useSyncExternalStore } from "react";

let version = 0;
const listeners = new Set<() => void>();
let stop: (() => void) | undefined;

function watch(): () => void {
  const changed = () => {
    version++;
    for (const listener of listeners) listener();
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    scheme.removeEventListener("change", changed);
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  stop ??= watch();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      stop?.();
      stop = undefined;
    }
  };
}

/** A number that changes with the theme: canvases must be drawn anew. */
export function useThemeVersion(): number {
  return useSyncExternalStore(
    subscribe,
    () => version,
    () => 0,
  );
}

/** Turns CSS colours (variables, light-dark()) into what a canvas takes. One probe element a resolver; call `done` after use. */
export function colorResolver(): { resolve: (color: string, alpha?: number) => string; done: () => void } {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const seen = new Map<string, string>();
  return {
    resolve: (color, alpha = 1) => {
      let rgb = seen.get(color);
      if (rgb === undefined) {
        probe.style.color = "";
        probe.style.color = color;
        rgb = getComputedStyle(probe).color;
        seen.set(color, rgb);
      }
      if (alpha === 1) return rgb;
      const parts = /^rgba?\(([^)]+)\)$/.exec(rgb)?.[1]?.split(/[\s,/]+/) ?? [];
      return parts.length >= 3 ? `rgba(${parts[0]}, ${parts[1]}, ${parts[2]}, ${alpha})` : rgb;
    },
    done: () => probe.remove(),
  };
}
