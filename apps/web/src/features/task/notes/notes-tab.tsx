"use client";

import { RunComment } from "./run-comment";

/** What people wrote about the run, on a page of its own. */
export function NotesTab() {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="max-w-4xl px-4 py-4 md:px-6">
        <RunComment large />
      </div>
    </div>
  );
}
