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

/** Runs once a second or a minute while the tab is seen, one timer for all. */
function useTick(milliseconds: number | null): Date | null {
  const [now, setNow] = useState<Date | null>(null);
  useEffect(() => {
    setNow(new Date());
    if (milliseconds === null) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") setNow(new Date());
    }, milliseconds);
    return () => clearInterval(timer);
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
  const now = useTick(30_000);
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
  const now = useTick(null);
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
  const now = useTick(props.running ? 1_000 : null);
  const end = props.running ? null : (props.end ?? null);
  const seconds = now || end !== null ? secondsBetween(props.start, end, now ?? undefined) : null;
  return <span className={props.className}>{now ? formatDuration(seconds) : "\u00a0"}</span>;
}
