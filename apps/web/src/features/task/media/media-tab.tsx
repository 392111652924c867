"use client";

/** Not there yet. */
export function MediaTab() {
  return <p className="p-4">media</p>;
}
