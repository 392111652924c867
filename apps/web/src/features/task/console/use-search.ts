"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import type { LogHit } from "@/components/console/log-place";
import { isActive } from "@/components/status/status";
import { useLive } from "@/lib/live";
import { useTRPCClient } from "@/lib/trpc/client";
import { useRun } from "../run-context";

/** Lines around a hit by which it is known among equal ones. */
const CONTEXT = 3;

/** Milliseconds between two counts while lines come. */
const COUNT_EVERY = 3_000;

/** What is looked for. */
export interface LogPattern {
  readonly pattern: string;
  readonly regex: boolean;
  readonly match_case: boolean;
}

interface Counted {
  readonly first: LogHit | null;
  readonly found: number;
  /** Where counting goes on; null: all is counted. */
  readonly next: string | null;
}

/** Where a search stands: on a hit, which is the `at`-th of `found`. */
export interface WholeSearch {
  readonly hit: LogHit | null;
  readonly at: number | null;
  /** Null before the first answer. */
  readonly found: number | null;
  /** The server's time ran out: there may be more hits than `found`. */
  readonly partial: boolean;
  readonly busy: boolean;
  readonly error: unknown;
  readonly move: (step: 1 | -1) => void;
  readonly goOn: () => void;
}

/** Searches the whole log of a run on the server, of which few lines need to be here. Null looks for nothing. */
export function useSearch(task: string, wanted: LogPattern | null): WholeSearch {
  const api = useTRPCClient();
  const queries = useQueryClient();
  const key = useMemo(() => ["log-search", task, wanted], [task, wanted]);
  const ask = (more: { after?: string; direction?: "asc" | "desc"; count?: boolean }, signal?: AbortSignal) =>
    api.events.search_log.query(
      { task, ...(wanted ?? { pattern: "" }), limit: 1, context: CONTEXT, ...more },
      { signal },
    );

  const live = useLive(isActive(useRun().status), [`log:${task}`], { gap: COUNT_EVERY });
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<Counted> => {
      // What was counted so far is not thrown away.
      const known = queries.getQueryData<Counted>(key);
      if (known?.next) return known;
      const page = await ask({ count: true }, signal);
      return { first: page.hits[0] ?? null, found: page.found, next: page.next };
    },
    enabled: wanted !== null,
    retry: false,
    ...live,
  });
  const counted = query.data;

  const [current, setCurrent] = useState<{ key: unknown; hit: LogHit; at: number | null } | null>(null);
  const [failure, setFailure] = useState<{ key: unknown; error: unknown } | null>(null);
  const [busy, setBusy] = useState(false);
  const latest = useRef<AbortController>(undefined);
  const stand = current?.key === key ? current : null;
  // The first hit is where it begins.
  const here = stand ?? (counted?.first ? { hit: counted.first, at: 1 } : null);

  /** One thing at a time: the last that was asked for. */
  const start = (work: (signal: AbortSignal) => Promise<void>) => {
    latest.current?.abort();
    const abort = new AbortController();
    latest.current = abort;
    setBusy(true);
    setFailure(null);
    work(abort.signal)
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setFailure({ key, error });
      })
      .finally(() => {
        if (latest.current === abort) setBusy(false);
      });
  };

  /** The next hit in a direction, however often the server's time runs out before. */
  const seek = async (step: 1 | -1, from: string | undefined, signal: AbortSignal): Promise<LogHit | null> => {
    for (let after = from; ; ) {
      const page = await ask({ after, direction: step === 1 ? "asc" : "desc" }, signal);
      if (page.hits[0] || page.next === null) return page.hits[0] ?? null;
      after = page.next;
    }
  };

  const move = (step: 1 | -1) => {
    if (!counted) return;
    const found = counted.next === null ? counted.found : null;
    start(async (signal) => {
      const next = here && (await seek(step, here.hit.cursor, signal));
      const hit = next ?? (await seek(step, undefined, signal));
      if (!hit) return;
      const at = next ? here.at && here.at + step : step === 1 ? 1 : found;
      setCurrent({ key, hit, at });
    });
  };

  const goOn = () => {
    const after = counted?.next;
    if (!counted || !after) return;
    start(async (signal) => {
      const page = await ask({ after, count: true }, signal);
      queries.setQueryData<Counted>(key, {
        first: counted.first ?? page.hits[0] ?? null,
        found: counted.found + page.found,
        next: page.next,
      });
    });
  };

  return {
    hit: here?.hit ?? null,
    at: here?.at ?? null,
    found: counted?.found ?? null,
    partial: counted ? counted.next !== null : false,
    busy: busy || query.isFetching,
    error: (failure?.key === key ? failure.error : null) ?? query.error,
    move,
    goOn,
  };
}
