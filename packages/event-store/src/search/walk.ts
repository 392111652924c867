import type { LinePlace } from "../cursor";
import type { BlockReader } from "../logs/blocks";
import type { Match } from "./matcher";
import { comparePlaces, FIRST_LINE, LAST_LINE, type Outline, outlineLog, STRIDE } from "./outline";
import { Part, type Passage } from "./part";
import type { Pattern } from "./pattern";
import { LONGEST_LINE, PatternError, type SearchQuery } from "./query";

const defaultBudget = 2_000;
/** What is read first may take so long whatever the budget, so that each call comes further (milliseconds). */
const leastBudget = 1_000;

/** A line with a match. */
export interface Found {
  readonly place: LinePlace;
  /** From 1, through the whole log. */
  readonly number: number;
  readonly level?: string;
  readonly text: string;
  /** The lines around it, as far as its block alone tells them. */
  readonly around?: { readonly before: readonly string[]; readonly after: readonly string[] };
}

/** What a walk has come to (SearchPage). */
export interface Walked {
  readonly hits: readonly Found[];
  readonly found: number;
  readonly searched: number;
  readonly lines: number;
  readonly complete: boolean;
  /** The rest lies behind it; null when there is none. */
  readonly stop: LinePlace | null;
}

/** Of a line what is given back, as a text of its own, which does not keep that of the block. */
export const shownLine = (line: string): string => Buffer.from(line.slice(0, LONGEST_LINE)).toString();

/** Where a walk goes and what it uses. */
interface WalkOptions {
  readonly reader: BlockReader;
  readonly pattern: Pattern;
  readonly match: Match;
  readonly after: LinePlace | undefined;
}

/**
 * A way through the lines of a log, in its order or backwards. Blocks whose filter excludes a match are counted and passed by,
 * unless other blocks' lines lie between theirs. Of the others so many are in memory at once as overlap each other.
 */
export class Walk {
  readonly #started = performance.now();
  readonly #step: 1 | -1;
  readonly #budget: number;
  #blocks: Outline[] = [];
  readonly #alone = new Set<Outline>();
  #parts: Part[] = [];
  /** Lines of the log, those that were passed, and those of them that lie before the start. */
  #lines = 0;
  #passed = 0;
  #skipped = 0;
  readonly #hits: Found[] = [];
  #found = 0;
  #reached: LinePlace | null = null;
  #hasRead = false;

  constructor(
    private readonly query: SearchQuery,
    private readonly options: WalkOptions,
  ) {
    this.#step = query.direction === "asc" ? 1 : -1;
    this.#budget = query.budget ?? defaultBudget;
  }

  /** @throws PatternError when the pattern is too slow */
  async run(): Promise<Walked> {
    const outlines = await outlineLog(this.options.reader, this.query.owner);
    this.#blocks = outlines.sort((one, other) => this.#compare(this.#near(one), this.#near(other)));
    this.#lines = outlines.reduce((sum, { lines }) => sum + lines, 0);
    this.#findAlone();
    for (let at = 0; ; ) {
      const block = this.#blocks[at];
      if (!block && this.#parts.length === 0) return this.#walked(true, null);
      if (
        block &&
        this.#parts.length === 0 &&
        !this.#isWanted(block) &&
        this.#endsBefore(block, this.#blocks[at + 1])
      ) {
        this.#passBy(block);
        at++;
        continue;
      }
      if (block) {
        const batch = this.#batch(at);
        if (this.#isOver || !(await this.#read(batch))) return this.#walked(false, this.#reached);
        at += batch.length;
      }
      if (this.#passUpTo(this.#blocks[at])) return this.#walked(true, this.#reached);
    }
  }

  #walked(complete: boolean, stop: LinePlace | null): Walked {
    return {
      hits: this.#hits,
      found: this.#found,
      searched: this.#passed - this.#skipped,
      lines: this.#lines,
      complete,
      stop: stop ?? (complete ? null : (this.options.after ?? null)),
    };
  }

  #compare(one: LinePlace, other: LinePlace): number {
    return this.#step * comparePlaces(one, other);
  }

  #near({ first, last }: Outline): LinePlace {
    return this.#step > 0 ? first : last;
  }

  #far({ first, last }: Outline): LinePlace {
    return this.#step > 0 ? last : first;
  }

  #endsBefore(block: Outline, next: Outline | undefined): boolean {
    return !next || this.#compare(this.#far(block), this.#near(next)) < 0;
  }

  #isBehindStart(place: LinePlace): boolean {
    const { after } = this.options;
    return after === undefined || this.#compare(place, after) > 0;
  }

  /** It may have hits, or the start lies in it, so that its lines have to be counted one by one. */
  #isWanted(block: Outline): boolean {
    if (!this.#isBehindStart(this.#far(block))) return false;
    if (!this.#isBehindStart(this.#near(block))) return true;
    return block.filter === undefined || this.options.pattern.mayMatch(block.filter);
  }

  #passBy(block: Outline): void {
    this.#passed += block.lines;
    if (this.#isBehindStart(this.#far(block))) this.#reached = this.#far(block);
    else this.#skipped += block.lines;
  }

  get #elapsed(): number {
    return performance.now() - this.#started;
  }

  get #isOver(): boolean {
    return this.#hasRead && this.#elapsed >= this.#budget;
  }

  /** What is read at once: from a block on as long as blocks are wanted. */
  #batch(from: number): Outline[] {
    const batch: Outline[] = [];
    let size = 0;
    for (let block = this.#blocks[from]; block && size < STRIDE; block = this.#blocks[from + batch.length]) {
      if (batch.length > 0 && !this.#isWanted(block)) break;
      batch.push(block);
      size += block.header.size;
    }
    return batch;
  }

  /** @returns false when the time was up */
  async #read(batch: readonly Outline[]): Promise<boolean> {
    const outlines = new Map(batch.map((outline) => [outline.header.id, outline]));
    const parts: Part[] = [];
    const wanted: Part[] = [];
    for (const block of await this.options.reader.load(batch.map(({ header }) => header))) {
      const outline = outlines.get(block.id);
      if (!outline) continue;
      const part = new Part(block, this.#step, this.#alone.has(outline));
      parts.push(part);
      if (this.#isWanted(outline)) wanted.push(part);
      else part.settle();
    }
    if (wanted.length > 0 && !(await this.#look(wanted))) return false;
    this.#parts.push(...parts);
    this.#hasRead = true;
    return true;
  }

  /** Remembers the blocks that have no other's lines between their own. */
  #findAlone(): void {
    let furthest: Outline | undefined;
    for (const [at, block] of this.#blocks.entries()) {
      const isBehindAll = !furthest || this.#endsBefore(furthest, block);
      if (isBehindAll && this.#endsBefore(block, this.#blocks[at + 1])) this.#alone.add(block);
      if (!furthest || this.#compare(this.#far(furthest), this.#far(block)) < 0) furthest = block;
    }
  }

  async #look(parts: readonly Part[]): Promise<boolean> {
    const left = this.#hasRead ? this.#budget - this.#elapsed : Math.max(this.#budget, leastBudget);
    const matches = await this.options.match(parts.map(({ text }) => text).join("\n"), Math.max(1, left));
    if (!matches) {
      if (this.#hasRead) return false;
      throw new PatternError("takes too long to be looked for in these lines");
    }
    let [start, from] = [0, 0];
    for (const part of parts) {
      const end = start + part.lines;
      const first = start;
      let to = from;
      while (to < matches.length && (matches[to] as number) < end) to++;
      part.settle(matches.subarray(from, to).map((line) => line - first));
      [start, from] = [end, to];
    }
    return true;
  }

  /** Passes all events before a block. @returns whether there are enough hits */
  #passUpTo(block: Outline | undefined): boolean {
    for (let part = this.#nearestPart(block); part; part = this.#nearestPart(block)) {
      if (this.#pass(part.pass())) return true;
      if (!part.next) this.#parts.splice(this.#parts.indexOf(part), 1);
    }
    return false;
  }

  #nearestPart(before: Outline | undefined): Part | undefined {
    let nearest: { readonly part: Part; readonly place: LinePlace } | undefined;
    for (const part of this.#parts) {
      if (!part.next) continue;
      const place = { ...part.next, line: this.#step > 0 ? FIRST_LINE : LAST_LINE };
      if (!nearest || this.#compare(place, nearest.place) < 0) nearest = { part, place };
    }
    if (!nearest || (before && this.#compare(nearest.place, this.#near(before)) >= 0)) return undefined;
    return nearest.part;
  }

  /** @returns whether there are enough hits */
  #pass(passage: Passage): boolean {
    const { timestamp, arrival, level, count, matches } = passage;
    const { limit, count: countsAll } = this.query;
    this.#skipped += this.#linesBeforeStart(passage);
    for (const line of matches) {
      const place = { timestamp, arrival, line };
      if (!this.#isBehindStart(place)) continue;
      if (this.query.level !== undefined && level !== this.query.level) continue;
      this.#found++;
      if (this.#hits.length >= limit) continue;
      const ahead = this.#passed + (this.#step > 0 ? line : count - 1 - line);
      const number = this.#step > 0 ? ahead + 1 : this.#lines - ahead;
      this.#hits.push({ place, number, level, ...this.#textOf(passage, passage.start + line) });
      if (this.#hits.length < limit || countsAll) continue;
      this.#passed = ahead + 1;
      this.#reached = place;
      return true;
    }
    this.#passed += count;
    const end = { timestamp, arrival, line: this.#step > 0 ? LAST_LINE : FIRST_LINE };
    if (this.#isBehindStart(end)) this.#reached = end;
    return false;
  }

  #linesBeforeStart({ timestamp, arrival, count }: Passage): number {
    const { after } = this.options;
    const first = { timestamp, arrival, line: this.#step > 0 ? 0 : count - 1 };
    if (!after || this.#isBehindStart(first)) return 0;
    if (after.timestamp !== timestamp || after.arrival !== arrival) return count;
    return Math.min(count, this.#step > 0 ? after.line + 1 : count - after.line);
  }

  #textOf({ lines, isAlone }: Passage, at: number): Pick<Found, "text" | "around"> {
    const { context = 0 } = this.query;
    const text = shownLine(lines[at] ?? "");
    const isWhole = isAlone && at >= context && at + context < lines.length;
    if (context > 0 && !isWhole) return { text };
    const before = lines.slice(at - context, at).map(shownLine);
    return { text, around: { before, after: lines.slice(at + 1, at + 1 + context).map(shownLine) } };
  }
}
