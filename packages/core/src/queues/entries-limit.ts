import type { Document } from "../platform/documents";

/** A queue with at most so many entries: the first ones, the last ones when negative, all when 0 or absent (wire-protocol §9). */
export function limitEntries(queue: Document, max: number | null | undefined): Document {
  if (!max || !Array.isArray(queue.entries)) return queue;
  return { ...queue, entries: max > 0 ? queue.entries.slice(0, max) : queue.entries.slice(max) };
}

/** How many tasks wait in a queue that was read with its entries. */
export function countEntries(queue: Document): number {
  return Array.isArray(queue.entries) ? queue.entries.length : 0;
}
