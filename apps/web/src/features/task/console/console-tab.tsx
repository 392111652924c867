"use client";

import { SquareTerminal } from "lucide-react";
import { parseAsBoolean, parseAsInteger, parseAsString, useQueryState, useQueryStates } from "nuqs";
import { useEffect, useMemo, useRef } from "react";
import { indexOfNumber } from "@/components/console/log-place";
import { LogSearch, searchPattern } from "@/components/console/log-search";
import { LogView, type LogViewControl } from "@/components/console/log-view";
import { isActive } from "@/components/status/status";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { usePreference } from "@/lib/preference";
import { useRun } from "../run-context";
import { ConsoleToolbar } from "./toolbar";
import { useLog, useLogReader } from "./use-log";
import { useSearch } from "./use-search";
import { useShownPart } from "./use-shown-part";

/** What the run printed. */
export function ConsoleTab() {
  const run = useRun();
  const read = useLogReader(run.id);
  const log = useLog(run.id, read);
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

  const pattern = useMemo(
    () => searchPattern(search.q, { regex: search.regex, matchCase: search.case }),
    [search.q, search.regex, search.case],
  );
  const wanted = useMemo(
    () => (pattern instanceof RegExp ? { pattern: search.q, regex: search.regex, match_case: search.case } : null),
    [pattern, search.q, search.regex, search.case],
  );
  const found = useSearch(run.id, wanted);
  const part = useShownPart(run.id, log, read, found.hit);
  const { lines } = part;
  const finder = useMemo(
    () => (search.only && pattern instanceof RegExp ? new LogSearch(pattern) : null),
    [search.only, pattern],
  );
  const only = useMemo(() => finder?.update(lines, part.firstKey) ?? null, [finder, lines, part.firstKey]);

  // A link to a line and a list of all matching ones are about the whole log.
  const { loadAll } = log;
  const whole = linked !== null || finder !== null;
  useEffect(() => {
    if (whole) loadAll();
  }, [whole, loadAll]);

  const current = found.hit && part.indexOf(found.hit);
  const view = useRef<LogViewControl>(null);
  const shown = useRef("");
  const place = found.hit && current !== null ? `${part.key} ${found.hit.cursor}` : "";
  const jump = useRef(linked);
  useEffect(() => {
    if (place === shown.current || current === null) return;
    shown.current = place;
    // Who came by a link to a line begins there.
    if (jump.current === null) view.current?.scrollToLine(current);
  });
  const { numbers } = part;
  useEffect(() => {
    if (!snapshot.complete || !numbers || jump.current === null) return;
    const index = indexOfNumber(numbers, jump.current);
    jump.current = null;
    if (index !== null) view.current?.scrollToLine(index);
  }, [snapshot.complete, numbers]);

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
        found={found}
        log={log}
        wrap={wrap}
        onWrapChange={setWrap}
        times={times}
        onTimesChange={setTimes}
      />
      {part.error !== null && part.error !== undefined ? (
        <ErrorState error={part.error} />
      ) : (
        <LogView
          // Another part is not a continuation of this one.
          key={part.key}
          ref={view}
          lines={lines}
          only={only}
          firstKey={part.firstKey}
          numbers={numbers}
          follow={part.onEnd === undefined}
          wrap={wrap}
          times={times}
          pattern={pattern instanceof RegExp ? pattern : null}
          current={current}
          linked={linked}
          onLink={(number) => void setLinked(number === linked ? null : number)}
          onNearTop={part.loadOlder}
          onNearEnd={part.loadNewer}
          onEnd={part.onEnd}
        />
      )}
    </div>
  );
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
