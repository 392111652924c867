/** Looks for a pattern in the lines that an owner's messages have on the screen: without colours and what was overwritten. */
export interface SearchQuery {
  readonly owner: string;
  /** What to find within one line: the text itself, or a regular expression (`regex`, of JavaScript with the flag `u`). */
  readonly pattern: string;
  readonly regex?: boolean;
  /** Default: case does not count. */
  readonly matchCase?: boolean;
  /** Only lines whose event has this level. */
  readonly level?: string;
  /** In the order of the log (`timestamp` of ScanQuery) from its beginning, or backwards from its end. */
  readonly direction: "asc" | "desc";
  /** Strictly behind a hit, or where a search before has stopped (`next`). */
  readonly after?: string;
  /** Hits to give back, at most. */
  readonly limit: number;
  /** Lines to give back before and after each hit. */
  readonly context?: number;
  /** Goes on behind the last hit that is given back, to count the others. */
  readonly count?: boolean;
  /** Milliseconds after which no more is begun; default 2000. */
  readonly budget?: number;
}

/** A line with a match. */
export interface SearchHit {
  /** Of the line, counted from 1 through all lines of the log. */
  readonly number: number;
  /** Of its event. */
  readonly timestamp: number;
  readonly level?: string;
  /** The line; a long one is cut (`LONGEST_LINE`). */
  readonly text: string;
  /** The lines around, in the order of the log; as many as asked for, fewer at the ends of the log. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** For `after` of the query. */
  readonly cursor: string;
}

/** Characters of a line that a search gives back. */
export const LONGEST_LINE = 4096;

export interface SearchPage {
  readonly hits: readonly SearchHit[];
  /** All hits in what was looked through: `hits`, and with `count` the others. */
  readonly found: number;
  /** Lines that were looked through, counted from where the search began. */
  readonly searched: number;
  /** Lines of the whole log. */
  readonly lines: number;
  /** False: the time ran out before. */
  readonly complete: boolean;
  /** Where to look on: behind all that was looked through; null when nothing is left. */
  readonly next: string | null;
}

/** A pattern that nothing can be searched with: empty, no regular expression, or one that takes for ever on some lines. */
export class PatternError extends Error {
  override readonly name = "PatternError";
  constructor(problem: string) {
    super(`the pattern ${problem}`);
  }
}
