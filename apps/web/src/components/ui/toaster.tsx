"use client";

import { Toaster as Sonner } from "sonner";

/** Where toasts appear: `toast()` from sonner, anywhere in client code. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      closeButton
      duration={6000}
      toastOptions={{
        style: {
          background: "var(--surface-raised)",
          color: "var(--text)",
          border: "1px solid var(--line-strong)",
          borderRadius: "8px",
          fontFamily: "inherit",
          fontSize: "13px",
          boxShadow: "var(--shadow-float)",
        },
        classNames: { description: "!text-muted" },
      }}
    />
  );
}
