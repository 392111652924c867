"use client";

import { SquareTerminal } from "lucide-react";
import { parseAsBoolean, parseAsInteger, parseAsString, useQueryState, useQueryStates } from "nuqs";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { LogSearch, searchPattern } from "@/components/console/log-search";
import { LogView, type LogViewControl } from "@/components/console/log-view";
import { isActive } from "@/components/status/status";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { usePreference } from "@/lib/preference";
import { useRun } from "../run-context";
import { ConsoleToolbar } from "./toolbar";
import { useLog } from "./use-log";

/** What the run printed. */
export function ConsoleTab() {
  const run = useRun();
  const log = useLog(run.id);
  const { snapshot } = log;
  const [linked, setLinked] = useQueryState("line", parseAsInteger);
  const [search, setSearch] = useQueryStates({
    q: parseAsString.withDefault(""),
    regex: parseAsBoolean.withDefault(false),
    case: parseAsBoolean.withDefault(false),
    only: parseAsBoolean.withDefault(false),
  });
  const [wrap, setWrap] = usePreference("console.wrap", false);
  const [times, setTimes] = usePreference("console.times", false);
  const view = useRef<LogViewControl>(null);
  const jump = useRef(linked);

  const pattern = useMemo(
    () => searchPattern(search.q, { regex: search.regex, matchCase: search.case }),
    [search.q, search.regex, search.case],
  );
  const finder = useMemo(() => (pattern instanceof RegExp ? new LogSearch(pattern) : null), [pattern]);
  const shown = useDeferredValue(snapshot);
  const { lines, firstKey } = shown;
  const found = useMemo(() => finder?.update(lines, firstKey) ?? null, [finder, lines, firstKey]);
  const { at, move } = useSteps(found, view);

  // The first match is shown once the whole log was searched.
  const ready = snapshot.complete && lines === snapshot.lines && finder !== null;
  const moved = useRef<LogSearch | null>(null);
  useEffect(() => {
    if (!ready || moved.current === finder) return;
    moved.current = finder;
    if (jump.current === null) move(1);
  });

  // A search and a link to a line are about the whole log.
  const { loadAll } = log;
  const whole = finder !== null || linked !== null;
  useEffect(() => {
    if (whole) loadAll();
  }, [whole, loadAll]);
  useEffect(() => {
    if (!snapshot.complete || jump.current === null) return;
    view.current?.scrollToLine(jump.current - 1);
    jump.current = null;
  }, [snapshot.complete]);

  if (log.pending) return <ConsoleSkeleton />;
  if (log.error && snapshot.known === 0) return <ErrorState error={log.error} onRetry={log.retry} />;
  if (snapshot.known === 0) return <NoOutput />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ConsoleToolbar
        task={run.id}
        search={search}
        onSearchChange={setSearch}
        mistake={typeof pattern === "string" ? pattern : null}
        found={found?.length ?? null}
        at={at}
        onMove={move}
        searching={finder !== null && !snapshot.complete}
        log={log}
        wrap={wrap}
        onWrapChange={setWrap}
        times={times}
        onTimesChange={setTimes}
      />
      <LogView
        ref={view}
        lines={lines}
        only={search.only && found ? found : null}
        firstKey={firstKey}
        numbered={shown.complete}
        wrap={wrap}
        times={times}
        pattern={finder?.pattern ?? null}
        current={at === null ? null : (found?.[at] ?? null)}
        linked={linked}
        onLink={(number) => void setLinked(number === linked ? null : number)}
        onNearTop={log.loadOlder}
      />
    </div>
  );
}

/** The place of the search among its matches. */
function useSteps(found: readonly number[] | null, view: React.RefObject<LogViewControl | null>) {
  const [line, setLine] = useState<number | null>(null);
  const at = found === null || line === null ? null : found.indexOf(line);
  const move = (step: 1 | -1) => {
    if (!found || found.length === 0) return;
    const from = at === null || at < 0 ? (step === 1 ? -1 : 0) : at;
    const next = found[(from + step + found.length) % found.length] ?? 0;
    setLine(next);
    view.current?.scrollToLine(next);
  };
  return { at: at === null || at < 0 ? null : at, move };
}

function NoOutput() {
  const { status } = useRun();
  const words: Readonly<Record<string, string>> = {
    created: "It has not run yet. What the program prints will stand here, line by line.",
    queued: "It waits for a worker. What the program prints will stand here, line by line.",
  };
  return (
    <EmptyState icon={<SquareTerminal />} title="No output yet">
      {words[status ?? ""] ??
        (isActive(status) ? "The program has not printed anything so far." : "The program did not print anything.")}
    </EmptyState>
  );
}

function ConsoleSkeleton() {
  return (
    <div className="flex flex-1 flex-col gap-1.5 bg-sunken p-4 pt-14">
      {[62, 48, 71, 40, 55, 66, 35, 58].map((width) => (
        <Skeleton key={width} className="h-3" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
