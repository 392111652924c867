"use client";

import { useEffect, useState } from "react";
import {
  formatDateTime,
  formatDuration,
  formatPrecise,
  formatRelative,
  secondsBetween,
  toDate,
} from "@/lib/format/dates";

const clocks = new Map<
  number,
  { readonly listeners: Set<(now: Date) => void>; timer: ReturnType<typeof setInterval> }
>();

/** Joins the clock of this pace, one timer for all its listeners; it stands still in a hidden tab. Gives back what leaves it. */
function joinClock(milliseconds: number, listener: (now: Date) => void): () => void {
  let clock = clocks.get(milliseconds);
  if (!clock) {
    const listeners = new Set<(now: Date) => void>();
    const tick = () => {
      if (document.visibilityState !== "visible") return;
      const now = new Date();
      for (const each of listeners) each(now);
    };
    clock = { listeners, timer: setInterval(tick, milliseconds) };
    clocks.set(milliseconds, clock);
  }
  const { listeners, timer } = clock;
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    clocks.delete(milliseconds);
  };
}

/** The time, renewed at this pace (null: only once); null until the page has come alive in the browser. */
function useNow(milliseconds: number | null): Date | null {
  const [now, setNow] = useState<Date | null>(null);
  useEffect(() => {
    setNow(new Date());
    return milliseconds === null ? undefined : joinClock(milliseconds, setNow);
  }, [milliseconds]);
  return now;
}

/** "3 min. ago", kept fresh; the whole date on hover. The server renders nothing: it does not know the reader's zone. */
export function TimeAgo({
  value,
  className,
}: {
  value: string | number | Date | null | undefined;
  className?: string;
}) {
  const now = useNow(30_000);
  const date = toDate(value);
  if (!date) return <span className={className}>–</span>;
  return (
    <time
      dateTime={date.toISOString()}
      title={now ? formatPrecise(date) : undefined}
      className={className}
      suppressHydrationWarning
    >
      {now ? formatRelative(date, now) : "\u00a0"}
    </time>
  );
}

/** A date and time in the reader's zone. */
export function DateTime({
  value,
  className,
}: {
  value: string | number | Date | null | undefined;
  className?: string;
}) {
  const now = useNow(null);
  const date = toDate(value);
  if (!date) return <span className={className}>–</span>;
  return (
    <time dateTime={date.toISOString()} title={now ? formatPrecise(date) : undefined} className={className}>
      {now ? formatDateTime(date) : "\u00a0"}
    </time>
  );
}

/** How long something took, or has taken until now when it has no end (then it counts on). */
export function Elapsed(props: {
  start: string | number | null | undefined;
  end?: string | number | null;
  running?: boolean;
  className?: string;
}) {
  const now = useNow(props.running ? 1_000 : null);
  const end = props.running ? null : (props.end ?? null);
  const seconds = now || end !== null ? secondsBetween(props.start, end, now ?? undefined) : null;
  return <span className={props.className}>{now ? formatDuration(seconds) : "\u00a0"}</span>;
}
