"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDownToLine } from "lucide-react";
import { memo, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { cn } from "@/lib/cn";
import { formatCount } from "@/lib/format/numbers";
import { stripAnsi } from "./ansi";
import { AnsiText, LONGEST } from "./ansi-text";
import type { LogLine } from "./log-lines";

const LINE = 18;

export interface LogViewControl {
  /** Brings a line into the middle. */
  readonly scrollToLine: (index: number) => void;
  readonly scrollToEnd: () => void;
}

/**
 * Lines of a log, any number: only those on the screen exist. Stays at the end while lines are added (until the reader scrolls away), and where it is
 * while older ones are put before.
 */
export function LogView(props: {
  lines: readonly LogLine[];
  /** Indexes of the lines to show; null: all. */
  only: readonly number[] | null;
  firstKey: number;
  /** Of the lines, where they are known. */
  numbers: Uint32Array | null;
  /** Stays at the end while lines are added; else the lines are a part out of the middle, whose end is left by `onEnd`. */
  follow: boolean;
  wrap: boolean;
  times: boolean;
  pattern: RegExp | null;
  /** Index of the line that the search stands on. */
  current: number | null;
  /** Number of the line that the address names. */
  linked: number | null;
  onLink: (number: number) => void;
  onNearTop?: () => void;
  onNearEnd?: () => void;
  onEnd?: () => void;
  ref: Ref<LogViewControl>;
  className?: string;
}) {
  const { lines, only, firstKey, wrap, numbers, follow } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const count = only ? only.length : lines.length;
  const indexOf = (row: number) => (only ? (only[row] ?? 0) : row);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE,
    getItemKey: (row) => firstKey + indexOf(row),
    overscan: 20,
    anchorTo: "end",
    followOnAppend: follow,
    scrollEndThreshold: LINE,
    paddingStart: 4,
    paddingEnd: 8,
  });
  const current = useRef({ virtual, only });
  current.current = { virtual, only };
  useImperativeHandle(
    props.ref,
    () => ({
      scrollToLine: (index) => {
        const row = current.current.only ? current.current.only.indexOf(index) : index;
        if (row >= 0) current.current.virtual.scrollToIndex(row, { align: "center" });
      },
      scrollToEnd: () => current.current.virtual.scrollToEnd(),
    }),
    [],
  );
  // The first lines that arrive are shown from their end.
  const started = count > 0;
  useEffect(() => {
    if (started && follow) current.current.virtual.scrollToEnd();
  }, [started, follow]);
  // A wrapped line's height is another one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when the layout changes
  useEffect(() => current.current.virtual.measure(), [wrap, props.times]);

  const seen = useRef(count);
  if (atEnd) seen.current = count;
  const width = String(numbers?.at(-1) ?? 0).length;
  const toEnd = props.onEnd ?? (() => virtual.scrollToEnd());
  return (
    <div className={cn("relative flex min-h-0 flex-1 flex-col", props.className)}>
      <section
        ref={frame}
        aria-label="Console output"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          setAtEnd(scrollHeight - scrollTop - clientHeight < 2 * LINE);
          if (scrollTop < clientHeight) props.onNearTop?.();
          if (scrollHeight - scrollTop - clientHeight < clientHeight) props.onNearEnd?.();
        }}
        className="min-h-0 flex-1 overflow-auto overscroll-contain bg-sunken font-mono text-xs focus-visible:-outline-offset-2"
      >
        <div style={{ height: virtual.getTotalSize() }} className={cn("relative", wrap ? "w-full" : "min-w-full")}>
          {virtual.getVirtualItems().map((item) => {
            const index = indexOf(item.index);
            const line = lines[index];
            if (!line) return null;
            return (
              <div
                key={item.key}
                ref={wrap ? virtual.measureElement : undefined}
                data-index={item.index}
                style={{ transform: `translateY(${item.start}px)` }}
                className={cn("absolute top-0 left-0", wrap ? "w-full" : "w-max min-w-full")}
              >
                <Line
                  line={line}
                  number={numbers?.[index] ?? null}
                  width={width}
                  wrap={wrap}
                  time={props.times}
                  pattern={props.pattern}
                  current={index === props.current}
                  linked={props.linked !== null && numbers?.[index] === props.linked}
                  onLink={props.onLink}
                />
              </div>
            );
          })}
        </div>
      </section>
      {(!atEnd || !follow) && (
        <Button
          size="sm"
          onClick={toEnd}
          className="absolute right-4 bottom-3 shadow-float"
          aria-label="Follow the end"
        >
          <ArrowDownToLine />
          {follow && count > seen.current ? `${formatCount(count - seen.current)} new` : "End"}
        </Button>
      )}
    </div>
  );
}

const clock = new Intl.DateTimeFormat("sv-SE", {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

const Line = memo(function Line(props: {
  line: LogLine;
  number: number | null;
  width: number;
  wrap: boolean;
  time: boolean;
  pattern: RegExp | null;
  current: boolean;
  linked: boolean;
  onLink: (number: number) => void;
}) {
  const { line, number, wrap } = props;
  return (
    <div
      className={cn(
        "group/line flex min-h-4.5 leading-4.5",
        props.linked ? "bg-selected" : props.current ? "bg-hover" : "hover:bg-hover/60",
      )}
    >
      {number !== null && (
        <button
          type="button"
          tabIndex={-1}
          aria-label={`Link to line ${number}`}
          onClick={() => props.onLink(number)}
          style={{ minWidth: `${Math.max(3, props.width) + 4}ch` }}
          className={cn(
            "sticky left-0 shrink-0 self-stretch bg-sunken pr-[2ch] text-right text-faint select-none hover:text-accent hover:underline",
            props.linked && "bg-selected text-accent",
          )}
        >
          {number}
        </button>
      )}
      {props.time && (
        <time
          className={cn("shrink-0 pr-3 text-faint select-none", number === null && "pl-4")}
          title={new Date(line.timestamp).toISOString() + (line.worker ? ` · ${line.worker}` : "")}
        >
          {clock.format(line.timestamp)}
        </time>
      )}
      <span
        className={cn(
          "min-w-0 flex-1 pr-3",
          number === null && !props.time && "pl-4",
          wrap ? "break-words whitespace-pre-wrap [overflow-wrap:anywhere]" : "whitespace-pre",
        )}
      >
        <AnsiText text={line.text} pattern={props.pattern} current={props.current} />
        {line.text.length > LONGEST && <Rest text={line.text} />}
        {line.folded && (
          <span className="ml-2 text-faint select-none" title="A progress bar that was drawn again and again">
            ×{formatCount(line.folded.count + 1)}
          </span>
        )}
        {line.text === "" && "\u200b"}
      </span>
    </div>
  );
});

function Rest({ text }: { text: string }) {
  return (
    <span className="ml-2 inline-flex items-center gap-1 font-sans text-muted">
      … {formatCount(text.length - LONGEST)} more characters
      <CopyButton text={stripAnsi(text)} label="Copy the whole line" className="size-4.5 [&_svg]:size-3.5" />
    </span>
  );
}
