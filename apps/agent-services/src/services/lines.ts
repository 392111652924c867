import { StringDecoder } from "node:string_decoder";
import type { ConsolePlace, ConsoleRecord, Stream } from "../launcher/launcher";

/** A line of a console, ready to be stored. */
export interface ConsoleLine {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly text: string;
}

/** Up to where a console is in lines: with the bytes of an endless line that have been passed over so far. */
export interface LinesPlace {
  readonly after: ConsolePlace;
  readonly cut?: Readonly<Partial<Record<Stream, number>>>;
}

/** Longer lines are stored in pieces. Characters. */
const PIECE = 64 * 1024;

/** What is beyond it in one line is passed over. Bytes. */
const LONGEST = 1024 ** 2;

/** One stream, in the middle of a line perhaps. */
class Line {
  readonly #decoder = new StringDecoder("utf8");
  #text = "";
  #bytes = 0;
  /** Bytes of this line that were passed over; undefined until it is too long. */
  cut: number | undefined;
  /** Up to where everything is in lines. */
  settled: string | undefined;
  #seen: string | undefined;

  constructor(place: string | undefined, cut: number | undefined) {
    this.settled = place;
    this.cut = cut;
  }

  *push({ time, data, position }: ConsoleRecord): Generator<ConsoleLine> {
    this.#seen = position;
    const ended = data.at(-1) === 0x0a;
    const body = ended ? data.subarray(0, -1) : data;
    if (this.cut !== undefined) this.cut += body.length;
    else {
      this.#text += this.#decoder.write(body);
      this.#bytes += body.length;
    }
    if (ended) yield* this.end(time);
    else if (this.cut === undefined && this.#bytes > LONGEST) {
      yield* this.#take(time);
      this.cut = 0;
    }
    if (this.cut !== undefined) this.settled = position;
  }

  /** What is left when there will be no more. */
  *end(time: number): Generator<ConsoleLine> {
    if (this.cut !== undefined) {
      if (this.cut > 0) yield { time, text: `… the line goes on: ${this.cut} bytes are left out` };
    } else yield* this.#take(time);
    this.cut = undefined;
    this.settled = this.#seen ?? this.settled;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0 && this.cut === undefined;
  }

  *#take(time: number): Generator<ConsoleLine> {
    const text = folded(this.#text + this.#decoder.end());
    this.#text = "";
    this.#bytes = 0;
    for (const piece of pieces(text)) yield { time, text: piece };
  }
}

/** At least one, even of an empty text. None ends between the halves of one character. */
function* pieces(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > PIECE) {
    const code = text.charCodeAt(start + PIECE);
    const end = start + PIECE - (code >= 0xdc00 && code <= 0xdfff ? 1 : 0);
    yield text.slice(start, end);
    start = end;
  }
  yield text.slice(start);
}

/** A terminal writes over a line from its beginning after a carriage return: what counts is what stood there last. NUL cannot be stored. */
function folded(text: string): string {
  const last = text
    .split("\r")
    .filter((part) => part !== "")
    .at(-1);
  return (last ?? "").replaceAll("\0", "\ufffd");
}

/** Makes lines of a console's records, whatever is written: each stream by itself, in the order in which lines are complete. */
export class Lines {
  readonly #streams: Record<Stream, Line>;
  #time = Date.now();

  constructor({ after, cut = {} }: LinesPlace = { after: {} }) {
    this.#streams = { stdout: new Line(after.stdout, cut.stdout), stderr: new Line(after.stderr, cut.stderr) };
  }

  push(record: ConsoleRecord): ConsoleLine[] {
    this.#time = record.time;
    return [...this.#streams[record.stream].push(record)];
  }

  /** The rest, when the console has ended: a last line without an end. */
  end(): ConsoleLine[] {
    return Object.values(this.#streams).flatMap((line) => (line.isEmpty ? [] : [...line.end(this.#time)]));
  }

  /** Where to read on so that nothing is missing and nothing comes twice, once the lines so far are stored. */
  get place(): LinesPlace {
    const { stdout, stderr } = this.#streams;
    const cut = {
      ...(stdout.cut === undefined ? {} : { stdout: stdout.cut }),
      ...(stderr.cut === undefined ? {} : { stderr: stderr.cut }),
    };
    return {
      after: {
        ...(stdout.settled === undefined ? {} : { stdout: stdout.settled }),
        ...(stderr.settled === undefined ? {} : { stderr: stderr.settled }),
      },
      ...(Object.keys(cut).length > 0 ? { cut } : {}),
    };
  }
}
