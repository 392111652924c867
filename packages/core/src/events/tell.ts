import { EVENT_KINDS, type EventKind } from "../platform/changes/schema";
import type { Context } from "../platform/context";

/** Tells open pages that events of tasks or models of the caller's company came or went. @param kinds others than pages watch are passed over. */
export function tellEvents(
  { changes, identity: { company } }: Pick<Context, "changes" | "identity">,
  ids: readonly string[],
  kinds: Iterable<string> = EVENT_KINDS,
): void {
  const known = [...kinds].filter((kind): kind is EventKind => (EVENT_KINDS as readonly string[]).includes(kind));
  changes.tell(ids.flatMap((id) => known.map((kind) => ({ kind, pace: "soon" as const, company, id, projects: [] }))));
}
