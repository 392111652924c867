"use client";

/** Not there yet. */
export function PlotsTab() {
  return <p className="p-4">plots</p>;
}
