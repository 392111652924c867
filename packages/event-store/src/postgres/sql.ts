import type pg from "pg";
import type { MetricSelector, Range } from "../store";

/** A pool or one of its connections. */
export type Connection = Pick<pg.ClientBase, "query">;

const beyondSafe = 2 ** 53;

/** Builds one statement's conditions; every value is a bound parameter. */
export class Conditions {
  readonly #parts: string[] = [];
  readonly values: unknown[] = [];

  /** The same so far, to go on from. */
  copy(): Conditions {
    const copy = new Conditions();
    copy.#parts.push(...this.#parts);
    copy.values.push(...this.values);
    return copy;
  }

  /** Binds a value and gives its placeholder. */
  bind(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  add(condition: string): void {
    this.#parts.push(condition);
  }

  /** A column of texts is this one; nothing is when it cannot be stored. */
  equals(column: string, text: string): void {
    this.add(text.includes("\0") ? "false" : `${column} = ${this.bind(text)}`);
  }

  /** Bounds of a column of safe integers. */
  range(column: string, range: Range | undefined): void {
    const bounds = [
      [">", range?.gt, Math.floor],
      [">=", range?.gte, Math.ceil],
      ["<", range?.lt, Math.ceil],
      ["<=", range?.lte, Math.floor],
    ] as const;
    for (const [operator, bound, round] of bounds) {
      if (bound === undefined) continue;
      // Whole and within 64 bits, so that an index can be used.
      const whole = round(Math.max(-beyondSafe, Math.min(beyondSafe, bound)));
      this.add(`${column} ${operator} ${this.bind(whole)}::bigint`);
    }
  }

  /** `metric` and `variant` are among the selectors; none selects all. */
  metrics(selectors: readonly MetricSelector[] | undefined): void {
    if (!selectors || selectors.length === 0) return;
    const isWhole = ({ variants }: MetricSelector): boolean => !variants || variants.length === 0;
    const whole = storable(selectors.filter(isWhole).map(({ metric }) => metric));
    const pairs = selectors
      .filter((selector) => !isWhole(selector))
      .flatMap(({ metric, variants = [] }) => variants.map((variant) => ({ metric, variant })))
      .filter(({ metric, variant }) => !`${metric}${variant}`.includes("\0"));
    const metrics = this.bind(pairs.map(({ metric }) => metric));
    const variants = this.bind(pairs.map(({ variant }) => variant));
    this.add(
      `(metric = ANY (${this.bind(whole)}::text[]) OR ` +
        `(metric, variant) IN (SELECT * FROM unnest(${metrics}::text[], ${variants}::text[])))`,
    );
  }

  /** ` WHERE …`, or nothing. */
  where(): string {
    return this.#parts.length > 0 ? ` WHERE ${this.#parts.join(" AND ")}` : "";
  }
}

/** Texts that the database can hold; the others equal nothing in it. */
export const storable = (texts: readonly string[]): string[] => texts.filter((text) => !text.includes("\0"));

/** Runs `work` in a transaction of its own. */
export async function inTransaction<Result>(
  pool: pg.Pool,
  work: (client: Connection) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    isBroken = await client.query("ROLLBACK").then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.release(isBroken);
  }
}

/** Runs several reads on one state of the store. */
export const inSnapshot = <Result>(pool: pg.Pool, work: (client: Connection) => Promise<Result>): Promise<Result> =>
  inTransaction(pool, async (client) => {
    await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return work(client);
  });
