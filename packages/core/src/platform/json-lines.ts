import { type Document, isObject } from "./documents";
import { errors } from "./errors";

/**
 * JSON objects, one a line, to be gone through once. A batch may be large, so no line is read before the one before it has been dealt with;
 * who can read the text that follows by other means may do so and {@link skip} it.
 */
export class JsonLines implements Iterable<Document> {
  #start = 0;
  #end = 0;
  #number = 0;

  /** @param parse gives the value of a line, undefined when it is no JSON */
  constructor(
    readonly text: string,
    private readonly parse: (line: string) => unknown,
  ) {}

  /** Where the next line begins. */
  get next(): number {
    return this.#end;
  }

  /** The line that was given last. */
  get line(): string {
    return this.text.slice(this.#start, this.#endOf(this.#start));
  }

  #endOf(start: number): number {
    const newline = this.text.indexOf("\n", start);
    return newline < 0 ? this.text.length : newline;
  }

  /** Leaves out the next line; `end` is its line feed, or the end of the text. */
  skip(end: number): void {
    this.#number++;
    this.#end = end + 1;
  }

  /** @throws 400/0 when a line is no object, a blank one in the middle included. */
  *[Symbol.iterator](): Generator<Document> {
    while (this.#end < this.text.length) {
      this.#start = this.#end;
      const end = this.#endOf(this.#start);
      this.skip(end);
      const value = this.parse(this.text.slice(this.#start, end));
      if (!isObject(value)) throw errors.badRequest(`line ${this.#number} of the batch is no JSON object`);
      yield value;
    }
  }
}
