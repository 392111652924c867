"use client";

/** Not there yet. */
export function ArtifactsTab() {
  return <p className="p-4">artifacts</p>;
}
