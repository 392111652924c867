"use client";

/** Not there yet. */
export function CodeTab() {
  return <p className="p-4">code</p>;
}
