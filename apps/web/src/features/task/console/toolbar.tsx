"use client";

import {
  ArrowDown,
  ArrowUp,
  CaseSensitive,
  Clock,
  Download,
  ListFilter,
  LoaderCircle,
  Regex,
  RotateCw,
  WrapText,
} from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/search-input";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/cn";
import { describeError } from "@/lib/errors";
import { formatCount } from "@/lib/format/numbers";
import type { Log } from "./use-log";
import type { WholeSearch } from "./use-search";

interface Search {
  readonly q: string;
  readonly regex: boolean;
  readonly case: boolean;
  readonly only: boolean;
}

/** Search through the whole log, and how it is shown. */
export function ConsoleToolbar(props: {
  task: string;
  search: Search;
  onSearchChange: (change: Partial<Search>) => unknown;
  /** What is wrong with the pattern. */
  mistake: string | null;
  found: WholeSearch;
  log: Log;
  wrap: boolean;
  onWrapChange: (on: boolean) => void;
  times: boolean;
  onTimesChange: (on: boolean) => void;
}) {
  const { search, found, log } = props;
  const mistake = props.mistake ?? (found.error ? describeError(found.error).reason : null);
  const change = (next: Partial<Search>) => void props.onSearchChange(next);
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-2 border-b border-line px-4 py-2 md:px-6">
      <SearchInput
        value={search.q}
        onValueChange={(q) => change({ q })}
        placeholder="Search the output"
        aria-label="Search the output"
        aria-invalid={props.mistake ? true : undefined}
        onKeyDownCapture={(event) => {
          if (event.altKey && (event.code === "KeyR" || event.code === "KeyC")) {
            event.preventDefault();
            change(event.code === "KeyR" ? { regex: !search.regex } : { case: !search.case });
          }
          if (event.key !== "Enter" || event.currentTarget.value !== search.q) return;
          event.preventDefault();
          found.move(event.shiftKey ? -1 : 1);
        }}
        className="w-full sm:w-72"
      />
      <Toggle label="Regular expression" keys="Alt R" on={search.regex} onChange={(regex) => change({ regex })}>
        <Regex />
      </Toggle>
      <Toggle label="Match case" keys="Alt C" on={search.case} onChange={(on) => change({ case: on })}>
        <CaseSensitive />
      </Toggle>
      <Toggle label="Only matching lines" on={search.only} onChange={(only) => change({ only })}>
        <ListFilter />
      </Toggle>
      {search.q !== "" && (
        <div className="flex items-center gap-1">
          <span role="status" className={cn("min-w-16 text-xs tabular", mistake ? "text-danger" : "text-muted")}>
            {mistake ?? matchWords(found)}
          </span>
          {found.partial && (
            <Button size="sm" disabled={found.busy} title="The whole log is not searched yet" onClick={found.goOn}>
              Search on
            </Button>
          )}
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Previous match"
            title="Previous match (Shift Enter)"
            disabled={!found.hit && !found.partial}
            onClick={() => found.move(-1)}
          >
            <ArrowUp />
          </Button>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Next match"
            title="Next match (Enter)"
            disabled={!found.hit && !found.partial}
            onClick={() => found.move(1)}
          >
            <ArrowDown />
          </Button>
        </div>
      )}
      <div className="ml-auto flex items-center gap-1">
        {log.error !== null && (
          <Button size="sm" onClick={log.retry} className="text-danger">
            <RotateCw /> Older lines could not be loaded
          </Button>
        )}
        <span className="hidden px-2 text-xs text-muted tabular md:inline">
          {log.loading && log.error === null && (
            <LoaderCircle aria-hidden className="mr-1.5 inline size-3.5 animate-spin" />
          )}
          {log.snapshot.complete
            ? `${formatCount(log.snapshot.lines.length)} lines`
            : `${formatCount(log.snapshot.known)} of ${formatCount(log.snapshot.total)} entries`}
        </span>
        <Toggle label="Wrap long lines" on={props.wrap} onChange={props.onWrapChange}>
          <WrapText />
        </Toggle>
        <Toggle label="Show times" on={props.times} onChange={props.onTimesChange}>
          <Clock />
        </Toggle>
        <Tooltip content="Download the whole log">
          <Button asChild variant="ghost" size="icon-sm">
            <a
              href={`/api/events.download_task_log?line_type=text&line_format=${encodeURIComponent("{msg}")}&task=${encodeURIComponent(props.task)}`}
              download={`${props.task}.log`}
              aria-label="Download the whole log"
            >
              <Download />
            </a>
          </Button>
        </Tooltip>
      </div>
    </div>
  );
}

/** "12 of 3,401", "3,401+ lines", "No match": how the search stands. */
function matchWords({ found, at, partial, busy }: WholeSearch): string {
  if (found === null || (found === 0 && busy)) return "Searching…";
  if (found === 0) return partial ? "No match so far" : "No match";
  const all = `${formatCount(found)}${partial ? "+" : ""}`;
  return at === null ? `${all} ${found === 1 ? "line" : "lines"}` : `${formatCount(at)} of ${all}`;
}

function Toggle(props: {
  label: string;
  /** That do the same in the search field. */
  keys?: string;
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Tooltip content={props.keys ? `${props.label} (${props.keys})` : props.label}>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={props.label}
        aria-pressed={props.on}
        onClick={() => props.onChange(!props.on)}
        className="aria-pressed:bg-accent-soft aria-pressed:text-accent"
      >
        {props.children}
      </Button>
    </Tooltip>
  );
}
