import type { Kind, Summary } from "./store";
import { compareText } from "./text-order";

/** All kinds, in the order of their names. */
const allKinds = ["image", "log", "plot", "scalar", "vector"] as const satisfies readonly Kind[];

/** The kinds that a query is about; none named means all. */
export const kindsOf = (kinds: readonly Kind[] | undefined): readonly Kind[] =>
  kinds && kinds.length > 0 ? allKinds.filter((kind) => kinds.includes(kind)) : allKinds;

/** The order of EventStore.summarize. */
export const bySummaryOrder = (one: Summary, other: Summary): number =>
  compareText(one.owner, other.owner) ||
  compareText(one.kind, other.kind) ||
  compareText(one.metric, other.metric) ||
  compareText(one.variant, other.variant);
