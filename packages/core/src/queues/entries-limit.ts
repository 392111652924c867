import { entities } from "../entities";
import type { Entity } from "../platform/find/entity";

/** Queues that show at most so many entries: the first ones, the last ones when negative, all when 0 or absent (wire-protocol §9). */
export function queuesWithEntries(max: number | null | undefined): Entity {
  const { entries, ...fields } = entities.queue.fields;
  if (!max || entries?.kind !== "items") return entities.queue;
  return { ...entities.queue, fields: { ...fields, entries: { ...entries, limit: max } } };
}
