"use client";

import { useDeferredValue, useMemo, useState } from "react";
import type { LogLine } from "@/components/console/log-lines";
import { indexOfNumber, type LogHit, locate, numbersOf } from "@/components/console/log-place";
import type { Log, ReadLog } from "./use-log";
import { useLogWindow } from "./use-log-window";

/** The lines that are on the screen, or near it. */
export interface ShownPart {
  /** Another part has another one. */
  readonly key: string;
  readonly lines: readonly LogLine[];
  readonly firstKey: number;
  readonly numbers: Uint32Array | null;
  readonly error?: unknown;
  readonly loadOlder: () => void;
  readonly loadNewer?: () => void;
  /** Leaves a part out of the middle for the log's end. */
  readonly onEnd?: () => void;
  readonly indexOf: (hit: LogHit) => number | null;
}

/** The end of the log, as far back as it was read; for a hit that lies before that the lines around it. */
export function useShownPart(task: string, log: Log, read: ReadLog, hit: LogHit | null): ShownPart {
  const { lines, firstKey, complete } = useDeferredValue(log.snapshot);
  const [left, setLeft] = useState<string | null>(null);
  const isHere = complete || (hit !== null && hit.timestamp > (lines[0]?.timestamp ?? Number.POSITIVE_INFINITY));
  const isAway = hit !== null && !isHere && hit.cursor !== left;
  const around = useLogWindow(task, isAway ? hit : null, read);
  const numbers = useMemo(() => (complete ? numbersOf(lines, 1) : null), [complete, lines]);
  const indexIn = (shown: readonly LogLine[], their: Uint32Array | null, wanted: LogHit) =>
    their ? indexOfNumber(their, wanted.number) : locate(shown, wanted);
  if (around && !around.pending) {
    return {
      ...around,
      onEnd: () => setLeft(hit?.cursor ?? null),
      indexOf: (wanted) => indexIn(around.lines, around.numbers, wanted),
    };
  }
  return {
    ...{ key: "end", lines, firstKey, numbers, loadOlder: log.loadOlder },
    indexOf: (wanted) => (isHere ? indexIn(lines, numbers, wanted) : null),
  };
}
