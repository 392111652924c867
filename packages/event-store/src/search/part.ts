import { type Block, blockLines } from "../logs/blocks";
import { linesOfMessages } from "./shown";

/** An event that the walk comes by. */
export interface Passage {
  readonly timestamp: number;
  readonly arrival: number;
  readonly level?: string;
  /** Lines that it has. */
  readonly count: number;
  /** Which of them (from 0) have a match, in walking order. */
  readonly matches: readonly number[];
  /** Those of its block, and where in there its own begin. Empty when the block has no match. */
  readonly lines: readonly string[];
  readonly start: number;
  /** No other block's lines come between those. */
  readonly isAlone: boolean;
}

/** The events of a block that are still to come. */
export class Part {
  readonly #step: 1 | -1;
  readonly #timestamp: Float64Array;
  readonly #arrival: Float64Array;
  readonly #levelOf: (event: number) => string | undefined;
  readonly #counts: Uint32Array;
  #lines: readonly string[] = [];
  #matches: Uint32Array = new Uint32Array();
  /** The event that is next, where its lines begin, and the match that is next. */
  #event: number;
  #start: number;
  #match = 0;
  /** To be looked through; nothing once it is. */
  text: string;

  /**
   * @param step 1: from the first event, -1: from the last
   * @param isAlone no other block has events between its own
   */
  constructor(
    block: Block,
    step: 1 | -1,
    private readonly isAlone: boolean,
  ) {
    const { timestamp, arrival, attribute, attributes, msg } = blockLines(block);
    const { text, counts } = linesOfMessages(msg);
    const levels = attributes.map(({ level }) => level);
    this.#step = step;
    this.#timestamp = timestamp;
    this.#arrival = arrival;
    this.#levelOf = (event) => levels[attribute[event] as number];
    this.#counts = counts;
    this.text = text;
    this.#event = step > 0 ? 0 : counts.length - 1;
    this.#start = step > 0 ? 0 : this.lines - (counts.at(-1) ?? 0);
  }

  get lines(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** @param matches its lines with a match, ascending; none when it was not looked through */
  settle(matches: Uint32Array = new Uint32Array()): void {
    this.#matches = this.#step > 0 ? matches : matches.toReversed();
    if (matches.length > 0) this.#lines = this.text.split("\n");
    this.text = "";
  }

  /** Where the walk stands in it; undefined at its end. */
  get next(): { readonly timestamp: number; readonly arrival: number } | undefined {
    const timestamp = this.#timestamp[this.#event];
    const arrival = this.#arrival[this.#event];
    return timestamp === undefined || arrival === undefined ? undefined : { timestamp, arrival };
  }

  /** The next event; the walk has passed it then. */
  pass(): Passage {
    const event = this.#event;
    const start = this.#start;
    const count = this.#counts[event] as number;
    const matches: number[] = [];
    for (let line = this.#matches[this.#match]; line !== undefined; line = this.#matches[++this.#match]) {
      if (line < start || line >= start + count) break;
      matches.push(line - start);
    }
    this.#event += this.#step;
    this.#start += this.#step > 0 ? count : -(this.#counts[this.#event] ?? 0);
    return {
      timestamp: this.#timestamp[event] as number,
      arrival: this.#arrival[event] as number,
      level: this.#levelOf(event),
      count,
      matches,
      lines: this.#lines,
      start,
      isAlone: this.isAlone,
    };
  }
}
