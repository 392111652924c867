"use client";

/** Not there yet. */
export function SystemTab() {
  return <p className="p-4">system</p>;
}
