import { type Document, isObject } from "./documents";
import { errors } from "./errors";

/**
 * JSON objects, one a line, to be gone through once. A batch may be large, so no line is read before the one before it has been dealt with;
 * who can read the text that follows by other means may do so and {@link skip} it.
 */
export class JsonLines implements Iterable<Document> {
  #line = "";
  #next = 0;
  #number = 0;

  /** @param parse gives the value of a line, undefined when it is no JSON */
  constructor(
    readonly text: string,
    private readonly parse: (line: string) => unknown,
  ) {}

  /** Where the next line begins. */
  get next(): number {
    return this.#next;
  }

  /** The line that was given last. */
  get line(): string {
    return this.#line;
  }

  /** Leaves out the next line; `end` is its line feed, or the end of the text. */
  skip(end: number): void {
    this.#number++;
    this.#next = end + 1;
  }

  /** @throws 400/0 when a line is no object, a blank one in the middle included. */
  *[Symbol.iterator](): Generator<Document> {
    while (this.#next < this.text.length) {
      const start = this.#next;
      const newline = this.text.indexOf("\n", start);
      const end = newline < 0 ? this.text.length : newline;
      this.skip(end);
      this.#line = this.text.slice(start, end);
      const value = this.parse(this.#line);
      if (!isObject(value)) throw errors.badRequest(`line ${this.#number} of the batch is no JSON object`);
      yield value;
    }
  }
}
