"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { EMPTY_LOG, LogBook, type LogSnapshot } from "@/components/console/log-book";
import type { LogEvent } from "@/components/console/log-lines";
import { useTRPCClient } from "@/lib/trpc/client";
import { documents } from "@/lib/wire";
import { useRunLive } from "../run-context";

/** Events of the first look, and of each further one. */
const FIRST = 1_000;
const PAGE = 10_000;
/** So long pages are gathered before they are shown (ms). */
const SHOW_AFTER = 700;
/** Shorter logs are fetched whole without being asked for. */
const WHOLE = 50_000;

export interface Log {
  readonly snapshot: LogSnapshot;
  readonly pending: boolean;
  readonly error: unknown;
  readonly retry: () => void;
  /** Fetches one page of older lines. */
  readonly loadOlder: () => void;
  /** Fetches all that is missing, and goes on until it is there. */
  readonly loadAll: () => void;
  readonly loading: boolean;
}

interface Kept {
  readonly book: LogBook;
}

interface LogPage {
  readonly events: readonly LogEvent[];
  readonly total: number;
  /** There is no more in that direction. */
  readonly last: boolean;
}

/** Reads entries of a log before or behind a point in time, the oldest first. */
export type ReadLog = (
  request: { from_timestamp?: number | null; navigate_earlier: boolean; batch_size: number },
  signal?: AbortSignal,
) => Promise<LogPage>;

export function useLogReader(task: string): ReadLog {
  const api = useTRPCClient();
  return useCallback(
    async (request, signal) => {
      const reply = await api.events.get_task_log.query(
        { task, order: "asc", ...request },
        { signal, context: { whole: true } },
      );
      return {
        events: documents<LogEvent>(reply.events),
        total: reply.total,
        last: reply.returned < request.batch_size,
      };
    },
    [api, task],
  );
}

/** The console output of a run: the end at once, then what is new while the run lasts, and older lines on demand. */
export function useLog(task: string, read: ReadLog): Log {
  const queries = useQueryClient();
  const key = useMemo(() => ["log", task], [task]);
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<Kept> => {
      const book = queries.getQueryData<Kept>(key)?.book ?? new LogBook();
      const start = async () => {
        const page = await read({ navigate_earlier: true, batch_size: FIRST }, signal);
        book.start(page.events, page.total, page.last);
      };
      for (let since = book.since; ; since = book.since) {
        if (since === null) {
          await start();
          break;
        }
        const page = await read({ from_timestamp: since, navigate_earlier: false, batch_size: PAGE }, signal);
        if (book.outdated(page.total)) await start();
        else book.append(page.events, page.total);
        if (page.last || book.since === since) break;
      }
      return { book };
    },
    structuralSharing: false,
    staleTime: 1_000,
    ...useRunLive("log"),
  });

  const kept = query.data;
  const snapshot = useMemo(() => kept?.book.snapshot() ?? EMPTY_LOG, [kept]);
  const [wanted, setWanted] = useState<"none" | "page" | "all">("none");
  const busy = useRef(false);
  const [failure, setFailure] = useState<unknown>(null);

  const small = snapshot.total > 0 && snapshot.total <= WHOLE;
  useEffect(() => {
    const book = kept?.book;
    if (!book || book.complete || book.oldest === null || busy.current || failure) return;
    if (wanted === "none" && !small) return;
    busy.current = true;
    const load = async () => {
      // Page after page, but the screen follows some times a second only.
      const until = performance.now() + (wanted === "page" ? 0 : SHOW_AFTER);
      do {
        const from = book.oldest;
        const page = await read({ from_timestamp: from, navigate_earlier: true, batch_size: PAGE });
        // The run was reset meanwhile: these lines are of the log before.
        if (book.oldest !== from) return;
        book.prepend(page.events, page.last);
      } while (!book.complete && performance.now() < until);
    };
    load()
      .then(
        () => {
          busy.current = false;
          setWanted((now) => (now === "page" ? "none" : now));
          queries.setQueryData<Kept>(key, { book });
        },
        (error: unknown) => {
          busy.current = false;
          setFailure(error);
        },
      )
      .catch(() => undefined);
  }, [kept, wanted, small, failure, read, queries, key]);

  const retry = () => {
    setFailure(null);
    void query.refetch();
  };
  return {
    snapshot,
    pending: query.isPending,
    error: failure ?? (query.data ? null : query.error),
    retry,
    loadOlder: useCallback(() => setWanted((now) => (now === "none" ? "page" : now)), []),
    loadAll: useCallback(() => setWanted("all"), []),
    loading: !snapshot.complete && (wanted !== "none" || small),
  };
}
