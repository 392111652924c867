"use client";

/** Not there yet. */
export function ConfigurationTab() {
  return <p className="p-4">configuration</p>;
}
