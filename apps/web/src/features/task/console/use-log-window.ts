"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { LogBook } from "@/components/console/log-book";
import type { LogLine } from "@/components/console/log-lines";
import { firstNumber, type LogHit, numbersOf } from "@/components/console/log-place";
import type { ReadLog } from "./use-log";

/** Entries before and behind what is looked at. */
const AROUND = 1_000;
const PAGE = 10_000;

interface Kept {
  readonly book: LogBook;
  /** The log's end is among the lines. */
  readonly ended: boolean;
}

/** A part of a log that lies far from its end. */
export interface LogWindow {
  /** Another part has another one. */
  readonly key: string;
  readonly lines: readonly LogLine[];
  readonly firstKey: number;
  readonly numbers: Uint32Array | null;
  readonly pending: boolean;
  readonly error: unknown;
  readonly loadOlder: () => void;
  readonly loadNewer: () => void;
}

const covers = (lines: readonly LogLine[], { timestamp }: LogHit): boolean =>
  (lines[0]?.timestamp ?? Number.POSITIVE_INFINITY) < timestamp && timestamp < (lines.at(-1)?.timestamp ?? 0);

/** The lines around a hit; the window stays where it is while the hits lie within. Null: there is none. */
export function useLogWindow(task: string, hit: LogHit | null, read: ReadLog): LogWindow | null {
  const queries = useQueryClient();
  const [anchor, setAnchor] = useState<LogHit | null>(null);
  const key = useMemo(() => ["log", task, "around", anchor?.cursor], [task, anchor]);
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<Kept> => {
      const at = anchor?.timestamp ?? 0;
      const [older, newer] = await Promise.all([
        read({ from_timestamp: at + 1, navigate_earlier: true, batch_size: AROUND }, signal),
        read({ from_timestamp: at, navigate_earlier: false, batch_size: AROUND }, signal),
      ]);
      const book = new LogBook();
      book.start([...older.events, ...newer.events], older.total, older.last);
      return { book, ended: newer.last };
    },
    enabled: anchor !== null,
    structuralSharing: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const kept = query.data;
  const snapshot = useMemo(() => kept?.book.snapshot(), [kept]);
  const lines = snapshot?.lines ?? [];
  const numbers = useMemo(() => {
    const first = anchor && snapshot ? firstNumber(snapshot.lines, anchor) : null;
    return first === null || !snapshot ? null : numbersOf(snapshot.lines, first);
  }, [snapshot, anchor]);
  if (hit && (!anchor || (!query.isPending && hit.cursor !== anchor.cursor && !covers(lines, hit)))) setAnchor(hit);

  const busy = useRef(false);
  const load = (more: (book: LogBook) => Promise<boolean>) => {
    if (!kept || busy.current) return;
    busy.current = true;
    more(kept.book)
      .then((ended) => queries.setQueryData<Kept>(key, { book: kept.book, ended }))
      // The next scroll tries again.
      .catch(() => undefined)
      .finally(() => {
        busy.current = false;
      });
  };
  const loadOlder = () => {
    if (kept?.book.complete) return;
    load(async (book) => {
      const page = await read({ from_timestamp: book.oldest, navigate_earlier: true, batch_size: PAGE });
      book.prepend(page.events, page.last);
      return kept?.ended ?? false;
    });
  };
  const loadNewer = () => {
    if (kept?.ended) return;
    load(async (book) => {
      for (let since = book.since; ; since = book.since) {
        const page = await read({ from_timestamp: since, navigate_earlier: false, batch_size: PAGE });
        book.append(page.events, page.total);
        if (page.last || book.since !== since) return page.last;
      }
    });
  };
  if (!hit || !anchor) return null;
  return {
    key: anchor.cursor,
    lines,
    firstKey: snapshot?.firstKey ?? 0,
    numbers,
    pending: query.isPending,
    error: query.error,
    loadOlder,
    loadNewer,
  };
}
