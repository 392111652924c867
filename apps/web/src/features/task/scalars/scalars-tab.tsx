"use client";

/** Not there yet. */
export function ScalarsTab() {
  return <p className="p-4">scalars</p>;
}
