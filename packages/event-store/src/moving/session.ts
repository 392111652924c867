import pg from "pg";
import { UnavailableError } from "../store";
import { readState, type State } from "./board";
import { CHANNEL, LOCKS } from "./schema";

/*
 * A process works by one state of the move and holds the lock of its epoch shared meanwhile. Who changes the state waits until it gets the old
 * epoch's lock alone, and then for as long as a lease: a process whose connection broke, and with it its lock, trusts the state no longer than
 * that after its last answer from the database. So a write takes no round trip to be sure.
 */

/** Milliseconds for which an answer of the database is trusted. */
export const LEASE = 10_000;

/** A process's right to work by one state. */
export class Tenure {
  #until: number;

  constructor(
    readonly state: State,
    until: number,
  ) {
    this.#until = until;
  }

  get isValid(): boolean {
    return performance.now() < this.#until;
  }

  extend(until: number): void {
    this.#until = Math.max(this.#until, until);
  }
}

export interface SessionOptions {
  readonly databaseUrl: string;
  readonly lease: number;
  /** Goes over to a new state. Resolves when it is in force; what it gives back resolves when nothing works by the old one any more. */
  readonly onTenure: (tenure: Tenure) => Promise<{ readonly left: Promise<void> }>;
  readonly onError: (error: unknown) => void;
}

const lockEpoch = (client: pg.Client, epoch: number) =>
  client.query("SELECT pg_advisory_lock_shared($1, $2)", [LOCKS.epoch, epoch]);
const unlockEpoch = (client: pg.Client, epoch: number) =>
  client.query("SELECT pg_advisory_unlock_shared($1, $2)", [LOCKS.epoch, epoch]);

/** Follows the state of the move on a connection of its own. */
export class Session {
  #client: pg.Client | undefined;
  /** Of the current connection, the newest last. */
  #held: Tenure[] = [];
  #beating: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(private readonly options: SessionOptions) {}

  /** Resolves when the first state is in force. @throws the driver's error */
  async start(): Promise<void> {
    await this.#beat();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), this.options.lease / 5).unref();
  }

  /** Asks the database now. Resolves when it is done or has failed. */
  async look(): Promise<void> {
    if (this.#isClosed) return;
    try {
      // What is under way may have read an older state.
      await this.#beating;
      await this.#beat();
    } catch (error) {
      this.options.onError(error);
    } finally {
      this.#schedule();
    }
  }

  /** One look at a time. */
  #beat(): Promise<void> {
    this.#beating ??= this.#ask().finally(() => {
      this.#beating = undefined;
    });
    return this.#beating;
  }

  async #ask(): Promise<void> {
    const client = this.#client ?? (await this.#connect());
    try {
      for (;;) {
        const asked = performance.now();
        const state = await readState(client);
        const newest = this.#held.at(-1);
        if (newest?.state.epoch === state.epoch) {
          for (const tenure of this.#held) tenure.extend(asked + this.options.lease);
          return;
        }
        await this.#enter(client, state.epoch);
      }
    } catch (error) {
      this.#drop(client);
      throw error;
    }
  }

  async #enter(client: pg.Client, epoch: number): Promise<void> {
    await lockEpoch(client, epoch);
    const asked = performance.now();
    const state = await readState(client);
    if (state.epoch !== epoch) {
      await unlockEpoch(client, epoch);
      return;
    }
    const before = [...this.#held];
    const tenure = new Tenure(state, asked + this.options.lease);
    const { left } = await this.options.onTenure(tenure);
    this.#held.push(tenure);
    void left.then(() => this.#leave(client, before)).catch(this.options.onError);
  }

  async #leave(client: pg.Client, tenures: readonly Tenure[]): Promise<void> {
    this.#held = this.#held.filter((tenure) => !tenures.includes(tenure));
    if (this.#client !== client) return;
    for (const { state } of tenures) await unlockEpoch(client, state.epoch);
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.options.databaseUrl,
      connectionTimeoutMillis: this.options.lease,
      query_timeout: this.options.lease,
      application_name: "limpid event places",
    });
    client.on("error", () => this.#drop(client));
    client.on("end", () => this.#drop(client));
    client.on("notification", () => void this.look());
    try {
      await client.connect();
      // A machine that is gone keeps its locks only until the server has noticed.
      await client.query(
        `LISTEN ${CHANNEL}; SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3`,
      );
    } catch (error) {
      client.end().catch(() => {});
      throw error;
    }
    this.#client = client;
    return client;
  }

  /** Its locks are gone, or will be: what was trusted is so only until its lease ends. */
  #drop(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#held = [];
    client.end().catch(() => {});
    this.#schedule();
  }

  /** @throws UnavailableError when the database did not answer within a lease */
  async refresh(tenure: () => Tenure): Promise<void> {
    await Promise.race([this.look(), new Promise((resolve) => setTimeout(resolve, this.options.lease).unref())]);
    if (!tenure().isValid) throw new UnavailableError("the database does not answer");
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#beating?.catch(() => {});
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }
}
