import type { Batch, EventStore, Kind, LogEvent, StoredEvent } from "../store";

/** Points of one page. */
const pointsAtOnce = 131_072;
/** Events of one page: figures may be large. */
const eventsAtOnce = { vector: 512, image: 2048, plot: 8, log: 2048 } as const satisfies Record<
  Exclude<Kind, "scalar">,
  number
>;

/** How much is read at once; tests ask for little. */
export interface ContentLimits {
  readonly points: number;
  readonly events: Readonly<Record<Exclude<Kind, "scalar">, number>>;
}

type Readable = Pick<EventStore, "runs" | "scan">;

/**
 * All that an owner has, as batches: appended elsewhere in this order they give the same content, lines of equal
 * timestamps in the order of their arrival too. The order does not depend on engine, compaction or limits. One state only while
 * nobody changes the owner.
 */
export async function* contentOf(
  store: Readable,
  owner: string,
  { points, events }: ContentLimits = { points: pointsAtOnce, events: eventsAtOnce },
): AsyncGenerator<Batch> {
  for (let after: string | undefined; ; ) {
    const { runs, next } = await store.runs({ owner, points, after });
    if (runs.length > 0) yield { scalars: runs };
    if (next === null) break;
    after = next;
  }
  for (const kind of ["vector", "image", "plot", "log"] as const) {
    const order = kind === "log" ? "timestamp" : "iter";
    for (let after: string | undefined; ; ) {
      const page = await store.scan({ owner, kind, order, direction: "asc", limit: events[kind], after });
      if (page.events.length > 0) yield { events: page.events.filter(isNoScalar) };
      if (page.next === null || page.events.length < events[kind]) break;
      after = page.next;
    }
  }
}

const isNoScalar = (event: StoredEvent): event is Exclude<StoredEvent, { kind: "scalar" }> => event.kind !== "scalar";

/** Reads one step ahead of who uses it. */
export async function* ahead<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  let next = items.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = items.next();
      // Told when it is waited for.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await next.catch(() => {});
    await items.return(undefined);
  }
}

/** Bytes of a batch as it lies in memory, about. */
export function bytesOf({ scalars = [], events = [] }: Batch): number {
  const points = scalars.reduce((sum, { iter }) => sum + iter.length * 24, 0);
  return events.reduce((sum, event) => sum + sizeOf(event), points);
}

function sizeOf(event: Exclude<StoredEvent, { kind: "scalar" }>): number {
  const shared = 32 + event.metric.length + event.variant.length;
  if (event.kind === "vector") return shared + event.values.length * 8;
  if (event.kind === "plot") return shared + (event.plot_str?.length ?? 0);
  return shared + (event.kind === "log" ? lineLength(event) : (event.url?.length ?? 0));
}

const lineLength = ({ msg = "" }: LogEvent): number => msg.length;

export const eventsIn = ({ scalars = [], events = [] }: Batch): number =>
  scalars.reduce((sum, { iter }) => sum + iter.length, events.length);
