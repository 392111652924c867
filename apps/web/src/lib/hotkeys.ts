"use client";

import { useEffect, useRef } from "react";

/** `j`, `?`, `ArrowDown`, `Shift+X`, `Mod+k` (Ctrl, or Cmd on a Mac) → what to do. */
export type Hotkeys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** The name under which a key press is looked up. Shift is named for letters and named keys, not where it is needed to type the sign. */
export function keyName(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">): string {
  const letter = event.key.length === 1;
  const isAlpha = letter && event.key.toLowerCase() !== event.key.toUpperCase();
  const key =
    isAlpha && (event.ctrlKey || event.metaKey)
      ? event.key.toLowerCase()
      : isAlpha && event.shiftKey
        ? event.key.toUpperCase()
        : event.key;
  const shift = event.shiftKey && (!letter || isAlpha);
  return `${event.ctrlKey || event.metaKey ? "Mod+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${key}`;
}

/** Whether the person is typing, or a dialog or menu is open: single keys then mean text. */
function keysAreTaken(target: EventTarget | null): boolean {
  if (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input:not([type=checkbox]),textarea,select,[role=combobox]"))
  )
    return true;
  return (
    document.querySelector(
      "[role=dialog][data-state=open],[role=menu][data-state=open],[role=listbox][data-state=open]",
    ) !== null
  );
}

/** Listens on the whole page; `Mod+…` also works while typing. A key that was handled does nothing else. */
export function useHotkeys(keys: Hotkeys, enabled = true): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = keyName(event);
      const action = current.current[name];
      if (!action || (!name.startsWith("Mod+") && keysAreTaken(event.target))) return;
      event.preventDefault();
      action(event);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [enabled]);
}
